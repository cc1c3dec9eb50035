package kr.hangil.registry.version;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ModelVersion;
import org.hibernate.annotations.Immutable;

/** Row of {@code versions}; written by one insert, never changed. */
@Entity
@Immutable
@Table(name = "versions")
class VersionEntity {

    @Id
    Long id;

    @Column(name = "model_id", nullable = false)
    Long modelId;

    @Column(nullable = false)
    String digest;

    @Column(nullable = false)
    byte[] manifest;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Column(name = "created_by", nullable = false)
    String createdBy;

    ModelVersion toVersion() {
        return new ModelVersion(new Digest(digest), CanonicalManifest.parse(manifest), createdAt, createdBy);
    }
}
