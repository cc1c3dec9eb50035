package kr.hangil.registry.catalog;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import kr.hangil.registry.page.PageQuery;

/** Rows of {@code models}. */
@ApplicationScoped
class ModelRepository implements PanacheRepositoryBase<ModelEntity, Long> {

    private static final String INSERT = """
            insert into models (namespace, name, display_name, description, created_at, created_by)
            values (:namespace, :name, :displayName, :description, :createdAt, :createdBy)
            on conflict (namespace, name) do nothing""";

    /** The row of that name; a null item when there is none. */
    Uni<ModelEntity> find(ModelName name) {
        return find("namespace = ?1 and name = ?2", name.namespace(), name.name())
                .firstResult();
    }

    /** Whether the name was free and is now taken. */
    Uni<Boolean> insert(ModelName name, ModelDescription description, Instant now, String by) {
        return getSession()
                .chain(session -> session.createNativeQuery(INSERT)
                        .setParameter("namespace", name.namespace())
                        .setParameter("name", name.name())
                        .setParameter("displayName", description.displayName())
                        .setParameter("description", description.description())
                        .setParameter("createdAt", now)
                        .setParameter("createdBy", by)
                        .executeUpdate())
                .map(inserted -> inserted == 1);
    }

    Uni<Integer> describe(ModelName name, ModelDescription description) {
        return update(
                "displayName = ?1, description = ?2 where namespace = ?3 and name = ?4",
                description.displayName(),
                description.description(),
                name.namespace(),
                name.name());
    }

    /** Models in the order of their names. */
    Uni<List<ModelEntity>> list(PageQuery query) {
        String after = query.after();
        if (after == null) {
            return find("order by namespace, name").range(0, query.limit()).list();
        }
        int slash = after.indexOf('/');
        if (slash < 0) {
            throw PageQuery.badCursor();
        }
        return find(
                        "namespace > ?1 or (namespace = ?1 and name > ?2) order by namespace, name",
                        after.substring(0, slash),
                        after.substring(slash + 1))
                .range(0, query.limit())
                .list();
    }
}
