package kr.hangil.registry.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of {@code models}. */
@Entity
@Table(name = "models")
class ModelEntity {

    @Id
    Long id;

    @Column(nullable = false)
    String namespace;

    @Column(nullable = false)
    String name;

    @Column(name = "display_name", nullable = false)
    String displayName;

    @Column(nullable = false)
    String description;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    RegisteredModel toModel() {
        return new RegisteredModel(namespace, name, displayName, description, createdAt);
    }
}
