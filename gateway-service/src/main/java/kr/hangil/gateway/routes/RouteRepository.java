package kr.hangil.gateway.routes;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kr.hangil.gateway.routes.DeploymentEntity.DeploymentId;
import kr.hangil.gateway.routes.ReplicaEntity.ReplicaId;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;

/** Routes and, with each, its deployments and their replicas in their order. */
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
                                "select region, count(distinct id.servedModel) from DeploymentEntity group by region"
                                        + " order by region",
                                Region.class)
                        .getResultList());
    }

    /** Deployments of each of {@code routes} with their replicas, by served model. */
    Uni<Map<String, List<Deployment>>> deploymentsOf(List<RouteEntity> routes) {
        Set<String> models = routes.stream().map(route -> route.servedModel).collect(Collectors.toSet());
        return rows(DeploymentEntity.class, models)
                .flatMap(deployments -> rows(ReplicaEntity.class, models)
                        .map(replicas -> deployments.stream()
                                .collect(Collectors.groupingBy(
                                        row -> row.id.servedModel(),
                                        Collectors.mapping(row -> deployment(row, replicas), Collectors.toList())))));
    }

    private static <T> Uni<List<T>> rows(Class<T> entity, Set<String> models) {
        return Panache.getSession()
                .flatMap(session -> session.createQuery(
                                "from " + entity.getSimpleName() + " where id.servedModel in :models order by position",
                                entity)
                        .setParameter("models", models)
                        .getResultList());
    }

    private static Deployment deployment(DeploymentEntity row, List<ReplicaEntity> replicas) {
        return new Deployment(
                row.id.name(),
                row.region,
                row.weight,
                null,
                replicas.stream()
                        .filter(r -> r.id.servedModel().equals(row.id.servedModel())
                                && r.id.deployment().equals(row.id.name()))
                        .map(r -> new Replica(r.id.name(), URI.create(r.url)))
                        .toList());
    }

    /** Sets what stands behind {@code servedModel}, whose route is there. */
    Uni<Void> replaceDeployments(String servedModel, List<Deployment> deployments) {
        List<Object> parents = new ArrayList<>();
        List<Object> children = new ArrayList<>();
        for (Deployment deployment : deployments) {
            DeploymentEntity row = new DeploymentEntity();
            row.id = new DeploymentId(servedModel, deployment.name());
            row.region = deployment.region();
            row.weight = deployment.weight();
            row.position = parents.size();
            parents.add(row);
            for (Replica replica : deployment.replicas()) {
                ReplicaEntity child = new ReplicaEntity();
                child.id = new ReplicaId(servedModel, deployment.name(), replica.name());
                child.url = replica.url().toString();
                child.position = children.size();
                children.add(child);
            }
        }
        return removeDeployments(servedModel).chain(() -> persist(parents)).chain(() -> persist(children));
    }

    private static Uni<Void> persist(List<Object> rows) {
        return Panache.getSession()
                .flatMap(session -> session.persistAll(rows.toArray()).chain(session::flush));
    }

    /** With their replicas. */
    Uni<Integer> removeDeployments(String servedModel) {
        return Panache.getSession()
                .flatMap(session -> session.createMutationQuery(
                                "delete from DeploymentEntity where id.servedModel = :model")
                        .setParameter("model", servedModel)
                        .executeUpdate());
    }
}
