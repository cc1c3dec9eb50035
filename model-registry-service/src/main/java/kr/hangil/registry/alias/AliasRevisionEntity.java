package kr.hangil.registry.alias;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import kr.hangil.contracts.Digest;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** Row of {@code alias_revisions}; the database writes it. */
@Entity
@Immutable
@Table(name = "alias_revisions")
class AliasRevisionEntity {

    /**
     * @param modelId whose alias it is
     * @param name what it is called
     * @param revision which move
     */
    @Embeddable
    record Key(@Column(name = "model_id") Long modelId, String name, Long revision) {}

    @EmbeddedId
    Key key;

    @Column
    @Nullable
    String digest;

    @Column(name = "changed_at", nullable = false)
    Instant changedAt;

    @Column(name = "changed_by", nullable = false)
    String changedBy;

    AliasRevision toRevision() {
        return new AliasRevision(key.revision(), digest == null ? null : new Digest(digest), changedAt, changedBy);
    }
}
