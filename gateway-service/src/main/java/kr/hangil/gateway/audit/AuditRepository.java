package kr.hangil.gateway.audit;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of all trails. */
@ApplicationScoped
class AuditRepository implements PanacheRepositoryBase<AuditEntryEntity, AuditEntryEntity.EntryId> {

    private static final String BEGIN_CHAIN =
            "INSERT INTO audit_head (scope, seq, hash) VALUES (:scope, 0, :hash) ON CONFLICT DO NOTHING";

    /** The end of {@code scope}'s chain, locked until the transaction ends; begins the chain where there is none. */
    Uni<AuditHeadEntity> lockHead(String scope, String startHash) {
        return Panache.getSession()
                .flatMap(session -> session.createNativeQuery(BEGIN_CHAIN)
                        .setParameter("scope", scope)
                        .setParameter("hash", startHash)
                        .executeUpdate()
                        .flatMap(rows -> session.find(AuditHeadEntity.class, scope, LockModeType.PESSIMISTIC_WRITE)));
    }

    /** The end of {@code scope}'s chain as it is now; null where it never began. */
    Uni<@Nullable AuditHeadEntity> head(String scope) {
        return Panache.getSession().flatMap(session -> session.find(AuditHeadEntity.class, scope));
    }

    Uni<List<AuditEntryEntity>> newestFirst(String scope, long before, int most) {
        return find("id.scope = ?1 and id.seq < ?2 order by id.seq desc", scope, before)
                .page(0, most)
                .list();
    }

    Uni<List<AuditEntryEntity>> oldestFirst(String scope, long after, int most) {
        return find("id.scope = ?1 and id.seq > ?2 order by id.seq", scope, after)
                .page(0, most)
                .list();
    }
}
