package kr.hangil.gateway.keys;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;

@ApplicationScoped
class ApiKeyRepository implements PanacheRepositoryBase<ApiKeyEntity, String> {

    Uni<List<ApiKeyEntity>> newestFirst(String tenant, int most) {
        return find("tenant = ?1 order by createdAt desc, id desc", tenant)
                .page(0, most)
                .list();
    }

    Uni<List<ApiKeyEntity>> newestBefore(String tenant, ApiKeyEntity cursor, int most) {
        return find(
                        "tenant = ?1 and (createdAt < ?2 or (createdAt = ?2 and id < ?3))"
                                + " order by createdAt desc, id desc",
                        tenant,
                        cursor.createdAt,
                        cursor.id)
                .page(0, most)
                .list();
    }

    /** The key; a null item where the tenant has none of this id. */
    Uni<ApiKeyEntity> of(String tenant, String id) {
        return find("tenant = ?1 and id = ?2", tenant, id).firstResult();
    }

    /** As {@link #of}, and nobody else changes it before the transaction ends. */
    Uni<ApiKeyEntity> lock(String tenant, String id) {
        return find("tenant = ?1 and id = ?2", tenant, id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResult();
    }

    Uni<Long> active(String tenant) {
        return count("tenant = ?1 and revokedAt is null", tenant);
    }
}
