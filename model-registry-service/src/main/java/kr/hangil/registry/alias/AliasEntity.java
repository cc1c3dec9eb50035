package kr.hangil.registry.alias;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ModelAlias;
import kr.hangil.registry.catalog.ModelName;

/** Row of {@code aliases} that is not deleted. */
@Entity
@Table(name = "aliases")
class AliasEntity {

    /**
     * @param modelId whose alias it is
     * @param name what it is called
     */
    @Embeddable
    record Key(@Column(name = "model_id") Long modelId, String name) {}

    @EmbeddedId
    Key key;

    @Column
    String digest;

    @Column(nullable = false)
    long revision;

    @Column(name = "updated_at", nullable = false)
    Instant updatedAt;

    @Column(name = "updated_by", nullable = false)
    String updatedBy;

    ModelAlias toAlias(ModelName model) {
        return new ModelAlias(model.toString(), key.name(), new Digest(digest), revision, updatedAt, updatedBy);
    }
}
