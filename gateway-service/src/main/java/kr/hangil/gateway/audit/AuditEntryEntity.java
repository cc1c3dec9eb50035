package kr.hangil.gateway.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;

/** One row of the trail; the database refuses to change or remove it. */
@Entity
@Table(name = "audit_entry")
class AuditEntryEntity {

    /**
     * @param scope tenant id, or empty for the platform
     * @param seq position in the scope's chain, from 1 without gaps
     */
    @Embeddable
    record EntryId(
            @Column(name = "scope") String scope,
            @Column(name = "seq") long seq) {}

    @EmbeddedId
    EntryId id;

    @Column(name = "at")
    Instant at;

    @Column(name = "actor_issuer")
    String actorIssuer;

    @Column(name = "actor_subject")
    String actorSubject;

    @Column(name = "actor")
    String actor;

    @Column(name = "action")
    String action;

    @Column(name = "target")
    String target;

    /** A JSON object, byte for byte as it was hashed. */
    @Column(name = "detail")
    String detail;

    @Column(name = "previous_hash")
    String previousHash;

    @Column(name = "hash")
    String hash;
}
