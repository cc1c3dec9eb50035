package kr.hangil.gateway.idempotency;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** That somebody already asked for something under an {@code Idempotency-Key}, and what they got. */
@Entity
@Table(name = "idempotency")
class IdempotencyEntity {

    @Embeddable
    record IdempotencyId(
            @Column(name = "scope") String scope,
            @Column(name = "issuer") String issuer,
            @Column(name = "subject") String subject,
            @Column(name = "token") String token) {}

    @EmbeddedId
    IdempotencyId id;

    @Column(name = "body_hash")
    String bodyHash;

    @Column(name = "result")
    String result;

    @Column(name = "created_at")
    Instant createdAt;
}
