package kr.hangil.gateway.routes;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kr.hangil.gateway.routes.ReplicaEntity.ReplicaId;
import kr.hangil.gateway.snapshot.Replica;

/** Routes and, with each, its replicas in their order. */
@ApplicationScoped
class RouteRepository implements PanacheRepositoryBase<RouteEntity, String> {

    Uni<List<RouteEntity>> after(String servedModel, int most) {
        return find("servedModel > ?1 order by servedModel", servedModel)
                .page(0, most)
                .list();
    }

    /** Regions that routes are in, with the number of routes in each, by name. */
    Uni<List<Region>> regions() {
        return Panache.getSession()
                .flatMap(session -> session.createQuery(
                                "select region, count(*) from RouteEntity group by region order by region",
                                Region.class)
                        .getResultList());
    }

    /** Replicas of each of {@code routes}, by served model. */
    Uni<Map<String, List<ReplicaEntity>>> replicasOf(List<RouteEntity> routes) {
        Set<String> models = routes.stream().map(route -> route.servedModel).collect(Collectors.toSet());
        return Panache.getSession()
                .flatMap(session -> session.createQuery(
                                "from ReplicaEntity where id.servedModel in :models order by position",
                                ReplicaEntity.class)
                        .setParameter("models", models)
                        .getResultList()
                        .map(rows -> rows.stream().collect(Collectors.groupingBy(row -> row.id.servedModel()))));
    }

    Uni<Void> replaceReplicas(String servedModel, List<Replica> replicas) {
        Object[] rows = new Object[replicas.size()];
        for (int i = 0; i < rows.length; i++) {
            ReplicaEntity row = new ReplicaEntity();
            row.id = new ReplicaId(servedModel, replicas.get(i).name());
            row.url = replicas.get(i).url().toString();
            row.position = i;
            rows[i] = row;
        }
        return removeReplicas(servedModel)
                .chain(() -> Panache.getSession().flatMap(session -> session.persistAll(rows)));
    }

    Uni<Integer> removeReplicas(String servedModel) {
        return Panache.getSession()
                .flatMap(session -> session.createMutationQuery(
                                "delete from ReplicaEntity where id.servedModel = :model")
                        .setParameter("model", servedModel)
                        .executeUpdate());
    }
}
