package kr.hangil.gateway.tenants;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity
@Table(name = "project")
class ProjectEntity {

    @Embeddable
    record ProjectId(
            @Column(name = "tenant") String tenant,
            @Column(name = "id") String project) {}

    @EmbeddedId
    ProjectId id;

    @Column(name = "name")
    String name;

    @Column(name = "created_at")
    Instant createdAt;
}
