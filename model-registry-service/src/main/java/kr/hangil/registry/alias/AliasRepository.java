package kr.hangil.registry.alias;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import kr.hangil.contracts.Digest;
import kr.hangil.registry.page.PageQuery;

/** Rows of {@code aliases} and {@code alias_revisions}. Each write is one statement that holds its own condition. */
@ApplicationScoped
class AliasRepository implements PanacheRepositoryBase<AliasEntity, AliasEntity.Key> {

    private static final String CREATE = """
            insert into aliases (model_id, name, digest, revision, updated_at, updated_by)
            values (:model, :name, :digest, 1, :now, :by)
            on conflict (model_id, name) do update
            set digest = excluded.digest, revision = aliases.revision + 1,
                updated_at = greatest(aliases.updated_at, excluded.updated_at), updated_by = excluded.updated_by
            where aliases.digest is null""";

    private static final String MOVE = """
            update aliases
            set digest = :digest, revision = revision + 1, updated_at = greatest(updated_at, :now), updated_by = :by
            where model_id = :model and name = :name and revision = :revision and digest is not null""";

    private static final String DELETE = """
            update aliases
            set digest = null, revision = revision + 1, updated_at = greatest(updated_at, :now), updated_by = :by
            where model_id = :model and name = :name and revision = :revision and digest is not null""";

    /** The alias unless it is deleted; a null item when there is none. */
    Uni<AliasEntity> find(long modelId, String name) {
        return find("key.modelId = ?1 and key.name = ?2 and digest is not null", modelId, name)
                .firstResult();
    }

    /** Whether the alias was absent and now points at {@code digest}. */
    Uni<Boolean> create(long modelId, AliasName name, Digest digest, Instant now, String by) {
        return getSession()
                .chain(session -> session.createNativeQuery(CREATE)
                        .setParameter("model", modelId)
                        .setParameter("name", name.value())
                        .setParameter("digest", digest.value())
                        .setParameter("now", now)
                        .setParameter("by", by)
                        .executeUpdate())
                .map(rows -> rows == 1);
    }

    /** Whether the alias was at {@code revision} and now points at {@code digest}. */
    Uni<Boolean> move(long modelId, AliasName name, long revision, Digest digest, Instant now, String by) {
        return getSession()
                .chain(session -> session.createNativeQuery(MOVE)
                        .setParameter("digest", digest.value())
                        .setParameter("now", now)
                        .setParameter("by", by)
                        .setParameter("model", modelId)
                        .setParameter("name", name.value())
                        .setParameter("revision", revision)
                        .executeUpdate())
                .map(rows -> rows == 1);
    }

    /** Whether the alias was at {@code revision} and is now absent. */
    Uni<Boolean> delete(long modelId, AliasName name, long revision, Instant now, String by) {
        return getSession()
                .chain(session -> session.createNativeQuery(DELETE)
                        .setParameter("now", now)
                        .setParameter("by", by)
                        .setParameter("model", modelId)
                        .setParameter("name", name.value())
                        .setParameter("revision", revision)
                        .executeUpdate())
                .map(rows -> rows == 1);
    }

    /** Aliases by name. */
    Uni<List<AliasEntity>> list(long modelId, PageQuery query) {
        String after = query.after() == null ? "" : query.after();
        return find("key.modelId = ?1 and key.name > ?2 and digest is not null order by key.name", modelId, after)
                .range(0, query.limit())
                .list();
    }

    /** Moves of an alias, latest first; the cursor is a revision. */
    Uni<List<AliasRevisionEntity>> history(long modelId, AliasName name, PageQuery query) {
        long before = query.after() == null ? Long.MAX_VALUE : revision(query.after());
        return getSession()
                .chain(session -> session.createQuery(
                                "from AliasRevisionEntity where key.modelId = :model and key.name = :name"
                                        + " and key.revision < :before order by key.revision desc",
                                AliasRevisionEntity.class)
                        .setParameter("model", modelId)
                        .setParameter("name", name.value())
                        .setParameter("before", before)
                        .setMaxResults(query.fetch())
                        .getResultList());
    }

    /** The last move at or before {@code at}. */
    Uni<List<AliasRevisionEntity>> historyAt(long modelId, AliasName name, Instant at) {
        return getSession()
                .chain(session -> session.createQuery(
                                "from AliasRevisionEntity where key.modelId = :model and key.name = :name"
                                        + " and changedAt <= :at order by key.revision desc",
                                AliasRevisionEntity.class)
                        .setParameter("model", modelId)
                        .setParameter("name", name.value())
                        .setParameter("at", at)
                        .setMaxResults(1)
                        .getResultList());
    }

    private static long revision(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw PageQuery.badCursor();
        }
    }
}
