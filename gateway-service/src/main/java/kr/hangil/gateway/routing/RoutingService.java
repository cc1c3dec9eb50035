package kr.hangil.gateway.routing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.gateway.upstream.UpstreamConfig;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Decides where a request goes. */
@Singleton
@Startup
public class RoutingService {

    private static final int NAMES_IN_AN_ERROR = 20;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final RoutingConfig config;
    private final int mostAtAReplica;
    private final SnapshotService snapshots;
    private final Clock clock;
    private final RetryBudget retries;
    private final Counter retried;
    private final Counter retriesDenied;

    private final Map<URI, ReplicaState> states = new ConcurrentHashMap<>();
    private final Map<String, Pool> pools = new ConcurrentHashMap<>();
    private final Lookout lookout;
    private volatile @Nullable Snapshot adopted;

    RoutingService(
            RoutingConfig config,
            UpstreamConfig upstream,
            SnapshotService snapshots,
            Vertx vertx,
            Clock clock,
            MeterRegistry metrics) {
        this.config = config;
        this.mostAtAReplica = upstream.poolSize();
        this.snapshots = snapshots;
        this.clock = clock;
        this.retries = new RetryBudget(config.retryShare());
        this.retried = metrics.counter("hangil.gateway.retries", "result", "made");
        this.retriesDenied = metrics.counter("hangil.gateway.retries", "result", "over_budget");
        this.lookout = new Lookout(vertx, this::lookAgain, () -> waiting() > 0);
        Gauge.builder("hangil.gateway.requests.waiting", this::waiting)
                .description("Requests that wait for room at a replica")
                .register(metrics);
        Gauge.builder("hangil.gateway.replicas.ejected", this::ejected)
                .description("Replicas that are left out because they failed")
                .register(metrics);
    }

    @PreDestroy
    void onStop() {
        lookout.stop();
    }

    /**
     * The route of the model that {@code envelope} asks for.
     *
     * @throws PlatformException 404 {@code model_not_found}, naming what this caller may use; 403
     *     {@code region_restricted}; 400 when the model cannot do what is asked
     */
    public Route resolve(Snapshot snapshot, Caller caller, Envelope envelope) {
        Route route = snapshot.routes().get(envelope.model());
        if (route == null || !caller.mayUse(envelope.model())) {
            throw PlatformException.at(
                    ErrorCode.MODEL_NOT_FOUND,
                    "model",
                    "there is no model '" + envelope.model() + "' for this caller; available: "
                            + available(snapshot, caller));
        }
        requireAllowedRegion(snapshot, caller, route);
        String capability = envelope.operation().capability();
        if (!route.capabilities().contains(capability)) {
            throw PlatformException.at(
                    ErrorCode.UNSUPPORTED_PARAMETER,
                    "model",
                    "model '" + envelope.model() + "' does not serve "
                            + envelope.operation().path() + "; it can do "
                            + String.join(
                                    ", ", route.capabilities().stream().sorted().toList()));
        }
        return route;
    }

    /** Residency is decided here, before anything else looks at the route. */
    private static void requireAllowedRegion(Snapshot snapshot, Caller caller, Route route) {
        if (!route.isIn(mayServe(snapshot, caller))) {
            Set<String> tenants = snapshot.policy(caller.tenant()).regions();
            Set<String> allowed = tenants.isEmpty() ? caller.regions() : tenants;
            throw PlatformException.at(
                    ErrorCode.REGION_RESTRICTED,
                    "model",
                    "model '" + route.servedModel() + "' runs in " + sorted(route.regions())
                            + ", where this caller's requests may not go; allowed: " + sorted(allowed));
        }
    }

    /** Regions that may see the requests of {@code caller}. */
    private static Predicate<String> mayServe(Snapshot snapshot, Caller caller) {
        Set<String> tenants = snapshot.policy(caller.tenant()).regions();
        return region -> caller.mayRunIn(region) && (tenants.isEmpty() || tenants.contains(region));
    }

    /** Routes that {@code caller} may use, by name, each with what it may use of it. */
    public List<Route> visible(Snapshot snapshot, Caller caller) {
        Predicate<String> mayServe = mayServe(snapshot, caller);
        return snapshot.routes().values().stream()
                .filter(route -> caller.mayUse(route.servedModel()))
                .filter(route -> route.isIn(mayServe))
                .map(route -> route.in(mayServe))
                .sorted(Comparator.comparing(Route::servedModel))
                .toList();
    }

    /**
     * What {@code caller}'s request needs of a replica of {@code route}.
     *
     * @param promptTokens tokens its prompt is likely to have
     * @param outputTokens tokens its answer may have
     */
    public Demand demand(
            Snapshot snapshot,
            Caller caller,
            Envelope envelope,
            Route route,
            Priority priority,
            long promptTokens,
            long outputTokens) {
        return new Demand(
                route,
                mayServe(snapshot, caller),
                caller.tenant(),
                priority,
                promptTokens,
                outputTokens,
                Prefix.of(caller.tenant(), envelope));
    }

    /** A place for a new request. */
    public Ticket ask(Demand demand) {
        retries.request();
        return askFor(demand, Set.of());
    }

    /** A place for a request that comes again, at a replica it has not been at. */
    public Ticket askAgain(Demand demand, Set<Replica> tried) {
        return askFor(demand, Set.copyOf(tried));
    }

    private Ticket askFor(Demand demand, Set<Replica> tried) {
        Ticket ticket = pool(demand.route()).ask(demand, tried);
        if (!ticket.lease().isComplete()) {
            lookout.somebodyWaits();
        }
        return ticket;
    }

    /**
     * The pause before attempt {@code attempt} of a request whose attempt before it failed.
     *
     * @param attempt 2 or more
     * @return empty when it must not be made: the request has had its attempts, or too much is being retried
     */
    public Optional<Duration> retry(int attempt) {
        if (attempt > config.attempts()) {
            return Optional.empty();
        }
        if (!retries.take()) {
            retriesDenied.increment();
            return Optional.empty();
        }
        retried.increment();
        long longest = config.retryJitter().toMillis() << (attempt - 2);
        return Optional.of(Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest + 1)));
    }

    /** The refusal of a request that no replica of {@code model} answers. */
    public static PlatformException noReplica(String model) {
        return PlatformException.retryable(
                ErrorCode.NO_REPLICA, "no replica of model '" + model + "' can be reached right now", RETRY_AFTER);
    }

    /** Where requests go now, and what waits, of each served name; by name. */
    public List<RoutingReport.Model> report() {
        return snapshots.current().routes().values().stream()
                .sorted(Comparator.comparing(Route::servedModel))
                .map(route -> pool(route).report())
                .toList();
    }

    private Pool pool(Route route) {
        adopt(snapshots.current());
        return existing(route);
    }

    private Pool existing(Route route) {
        Pool pool = pools.get(route.servedModel());
        return pool != null
                ? pool
                : pools.computeIfAbsent(
                        route.servedModel(), name -> new Pool(route, config, this::state, clock, System::nanoTime));
    }

    private ReplicaState state(Replica replica) {
        return states.computeIfAbsent(replica.url(), url -> new ReplicaState(config, mostAtAReplica));
    }

    /** Follows the snapshot, and lets those that wait look again. */
    private void lookAgain() {
        adopt(snapshots.current());
        pools.values().forEach(Pool::lookAgain);
    }

    private int waiting() {
        return pools.values().stream().mapToInt(Pool::waiting).sum();
    }

    private long ejected() {
        adopt(snapshots.current());
        return states.values().stream().filter(ReplicaState::isEjected).count();
    }

    private void adopt(Snapshot snapshot) {
        if (adopted != snapshot) {
            follow(snapshot);
        }
    }

    private synchronized void follow(Snapshot snapshot) {
        if (adopted == snapshot) {
            return;
        }
        snapshot.routes().values().forEach(route -> existing(route).follow(route));
        adopted = snapshot;
        pools.entrySet()
                .removeIf(pool -> !snapshot.routes().containsKey(pool.getKey())
                        && pool.getValue().isIdle());
        Set<URI> known = snapshot.routes().values().stream()
                .flatMap(route -> route.deployments().stream())
                .flatMap(deployment -> deployment.replicas().stream())
                .map(Replica::url)
                .collect(Collectors.toUnmodifiableSet());
        states.entrySet()
                .removeIf(state ->
                        !known.contains(state.getKey()) && state.getValue().inFlight() == 0);
    }

    private String available(Snapshot snapshot, Caller caller) {
        List<String> names =
                visible(snapshot, caller).stream().map(Route::servedModel).toList();
        if (names.isEmpty()) {
            return "none";
        }
        String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_IN_AN_ERROR)));
        return names.size() > NAMES_IN_AN_ERROR
                ? shown + " and " + (names.size() - NAMES_IN_AN_ERROR) + " more"
                : shown;
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
