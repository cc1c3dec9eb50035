package kr.hangil.registry.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** Row of {@code uploads}. */
@Entity
@Table(name = "uploads")
class UploadEntity {

    @Id
    UUID id;

    @Column(name = "model_id", nullable = false)
    Long modelId;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Column(name = "created_by", nullable = false)
    String createdBy;

    @Column(name = "expires_at", nullable = false)
    Instant expiresAt;
}
