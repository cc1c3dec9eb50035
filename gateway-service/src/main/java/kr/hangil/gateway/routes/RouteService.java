package kr.hangil.gateway.routes;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.idempotency.Idempotency;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** The routes: seen by everybody who signed in, changed by platform operators. */
@ApplicationScoped
public class RouteService {

    private static final int NAMED_MODELS = 20;

    private final Transactions transactions;
    private final RouteRepository routes;
    private final AuditService audit;
    private final Idempotency idempotency;
    private final SnapshotService snapshots;
    private final Clock clock;

    RouteService(
            Transactions transactions,
            RouteRepository routes,
            AuditService audit,
            Idempotency idempotency,
            SnapshotService snapshots,
            Clock clock) {
        this.transactions = transactions;
        this.routes = routes;
        this.audit = audit;
        this.idempotency = idempotency;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /**
     * Fails with 400 naming {@code param} unless there is a route for each of {@code models}; within a transaction.
     */
    public Uni<Void> requireModels(Collection<String> models, String param) {
        if (models.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return routes.list("servedModel in ?1", Set.copyOf(models))
                .map(rows -> rows.stream().map(row -> row.servedModel).collect(Collectors.toSet()))
                .flatMap(known -> {
                    Set<String> unknown = new TreeSet<>(models);
                    unknown.removeAll(known);
                    unknown.removeAll(snapshots.current().routes().keySet());
                    return unknown.isEmpty() ? Uni.createFrom().voidItem() : unknownModels(unknown, param);
                });
    }

    private Uni<Void> unknownModels(Set<String> unknown, String param) {
        return routes.after("", NAMED_MODELS)
                .map(rows -> rows.stream().map(row -> row.servedModel).toList())
                .flatMap(some -> Uni.createFrom()
                        .failure(PlatformException.at(
                                ErrorCode.INVALID_REQUEST,
                                param,
                                "no such served models: " + unknown + "; there are " + some)));
    }

    /**
     * Fails with 400 naming {@code param} unless a route is in each of {@code regions}; within a transaction.
     *
     * @param kept regions that were accepted before, and stay so while they have no route
     */
    public Uni<Void> requireRegions(Collection<String> regions, Collection<String> kept, String param) {
        Set<String> unknown = new TreeSet<>(regions);
        unknown.removeAll(kept);
        if (unknown.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return regionsWithin()
                .map(known -> known.stream().map(Region::id).toList())
                .invoke(known -> {
                    known.forEach(unknown::remove);
                    if (!unknown.isEmpty()) {
                        throw PlatformException.at(
                                ErrorCode.INVALID_REQUEST,
                                param,
                                "no such regions: " + unknown + "; models are served in " + known);
                    }
                })
                .replaceWithVoid();
    }

    /** Every region that models are served in. */
    Uni<List<Region>> regions() {
        return transactions.read(this::regionsWithin);
    }

    /** Those of routes that were set by hand and of routes that a cluster has. */
    private Uni<List<Region>> regionsWithin() {
        Map<String, Long> found = snapshots.current().discoveredRoutes().values().stream()
                .flatMap(route -> route.regions().stream())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return routes.regions().map(set -> {
            Map<String, Long> all = new TreeMap<>(found);
            set.forEach(region -> all.merge(region.id(), region.routes(), Long::sum));
            return all.entrySet().stream()
                    .map(region -> new Region(region.getKey(), region.getValue()))
                    .toList();
        });
    }

    Uni<Page<Route>> list(PageRequest page) {
        String after = page.after() == null ? "" : page.after();
        return transactions.read(() -> routes.after(after, page.rows())
                .flatMap(rows -> routes.deploymentsOf(rows)
                        .map(deployments -> page.page(rows, row -> route(row, deployments), row -> row.servedModel))));
    }

    Uni<Route> get(String servedModel) {
        return transactions.read(() -> existing(servedModel)
                .flatMap(row -> routes.deploymentsOf(List.of(row)).map(deployments -> route(row, deployments))));
    }

    /** Fails with a conflict where the name is taken, but by this very request before. */
    Uni<Route> create(User user, Route route, @Nullable String idempotencyKey) {
        requireOperator(user);
        return transactions.write(() -> idempotency.once(
                user,
                AuditService.PLATFORM,
                idempotencyKey,
                "route " + request(route),
                () -> insert(user, route),
                () -> Uni.createFrom().item(route)));
    }

    private Uni<Route> insert(User user, Route route) {
        return routes.findById(route.servedModel())
                .invoke(existing -> {
                    if (existing != null) {
                        throw PlatformException.at(
                                ErrorCode.CONFLICT,
                                "servedModel",
                                "there is a route '" + route.servedModel() + "' already; change it with PUT");
                    }
                })
                .flatMap(none -> save(user, begin(route.servedModel()), route))
                .replaceWith(route);
    }

    /** Its text, whatever order its sets are in. */
    private static String request(Route route) {
        return String.join(
                " ",
                route.servedModel(),
                new TreeSet<>(route.capabilities()).toString(),
                route.deployments().toString());
    }

    /** Whether the route is new. */
    Uni<Boolean> put(User user, Route route) {
        requireOperator(user);
        return transactions.write(() -> routes.findById(route.servedModel())
                .flatMap(existing -> save(user, existing == null ? begin(route.servedModel()) : existing, route)
                        .replaceWith(existing == null)));
    }

    Uni<Void> delete(User user, String servedModel) {
        requireOperator(user);
        return transactions.write(() -> existing(servedModel)
                .call(row -> routes.removeDeployments(servedModel))
                .flatMap(routes::delete)
                .chain(() -> audit.record(user, AuditService.PLATFORM, "route.delete", servedModel, Map.of())));
    }

    private Uni<Void> save(User user, RouteEntity row, Route route) {
        row.capabilities = route.capabilities().stream().sorted().toArray(String[]::new);
        row.updatedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<String, ?> detail = Map.of(
                "capabilities", List.of(row.capabilities),
                "deployments",
                        route.deployments().stream().map(RouteService::detail).toList());
        return routes.persistAndFlush(row)
                .chain(() -> routes.replaceDeployments(route.servedModel(), route.deployments()))
                .chain(() -> audit.record(user, AuditService.PLATFORM, "route.put", route.servedModel(), detail));
    }

    private static Map<String, ?> detail(Deployment deployment) {
        return Map.of(
                "name", deployment.name(),
                "region", deployment.region(),
                "weight", deployment.weight(),
                "replicas",
                        deployment.replicas().stream()
                                .map(r -> r.name() + "=" + r.url())
                                .toList());
    }

    private RouteEntity begin(String servedModel) {
        RouteEntity row = new RouteEntity();
        row.servedModel = servedModel;
        row.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return row;
    }

    private Uni<RouteEntity> existing(String servedModel) {
        return routes.findById(servedModel)
                .onItem()
                .ifNull()
                .failWith(() -> PlatformException.at(
                        ErrorCode.NOT_FOUND, "servedModel", "there is no route '" + servedModel + "'"));
    }

    private static void requireOperator(User user) {
        if (!user.isOperator()) {
            throw new PlatformException(ErrorCode.PERMISSION_DENIED, "only a platform operator changes routes");
        }
    }

    private static Route route(RouteEntity row, Map<String, List<Deployment>> deployments) {
        return new Route(
                row.servedModel,
                Set.of(row.capabilities),
                deployments.getOrDefault(row.servedModel, List.of()),
                Duration.ZERO);
    }
}
