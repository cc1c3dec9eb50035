package kr.hangil.gateway.routing;

import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.platform.error.PlatformException;

/** Decides where a request goes. */
@Singleton
public class RoutingService {

    private static final Duration REST = Duration.ofSeconds(2);
    private static final int NAMES_IN_AN_ERROR = 20;

    private final Map<URI, ReplicaLoad> loads = new ConcurrentHashMap<>();
    private volatile long adopted;

    /**
     * The route of the model that {@code envelope} asks for.
     *
     * @throws PlatformException 404 {@code model_not_found}, naming what this caller may use; 400 when the model cannot
     *     do what is asked
     */
    public Route resolve(Snapshot snapshot, Caller caller, Envelope envelope) {
        adopt(snapshot);
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
        Set<String> tenants = snapshot.policy(caller.tenant()).regions();
        if (!mayRunIn(tenants, caller, route)) {
            Set<String> allowed = tenants.isEmpty() ? caller.regions() : tenants;
            throw PlatformException.at(
                    ErrorCode.REGION_RESTRICTED,
                    "model",
                    "model '" + route.servedModel() + "' runs in " + route.region()
                            + ", where this caller's requests may not go; allowed: "
                            + String.join(", ", allowed.stream().sorted().toList()));
        }
    }

    private static boolean mayRunIn(Set<String> tenants, Caller caller, Route route) {
        return caller.mayRunIn(route.region()) && (tenants.isEmpty() || tenants.contains(route.region()));
    }

    /** Routes that {@code caller} may use, by name. */
    public List<Route> visible(Snapshot snapshot, Caller caller) {
        return snapshot.routes().values().stream()
                .filter(route -> caller.mayUse(route.servedModel()))
                .filter(route -> mayRunIn(snapshot.policy(caller.tenant()).regions(), caller, route))
                .sorted(Comparator.comparing(Route::servedModel))
                .toList();
    }

    /**
     * The least busy replica of {@code route} that was not tried yet, counted as in flight from now on.
     *
     * @return empty when every replica was tried
     * @throws PlatformException 503 {@code no_replica} when the route has none at all
     */
    public Optional<ReplicaLease> pick(Route route, Collection<Replica> tried) {
        if (route.replicas().isEmpty()) {
            throw PlatformException.retryable(
                    ErrorCode.NO_REPLICA,
                    "model '" + route.servedModel() + "' has no replica in " + route.region() + " right now",
                    REST);
        }
        long now = System.nanoTime();
        return route.replicas().stream()
                .filter(replica -> !tried.contains(replica))
                .map(replica -> new ReplicaLease(replica, load(replica)))
                .min(Comparator.comparing((ReplicaLease lease) -> lease.load().rests(now))
                        .thenComparingInt(lease -> lease.load().inFlight()))
                .map(ReplicaLease::take);
    }

    private ReplicaLoad load(Replica replica) {
        return loads.computeIfAbsent(replica.url(), url -> new ReplicaLoad(REST));
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

    /** Forgets replicas that no route of a new snapshot names and that nothing is in flight to. */
    private void adopt(Snapshot snapshot) {
        if (adopted != snapshot.version()) {
            adopted = snapshot.version();
            Set<URI> known = snapshot.routes().values().stream()
                    .flatMap(route -> route.replicas().stream())
                    .map(Replica::url)
                    .collect(Collectors.toUnmodifiableSet());
            loads.entrySet()
                    .removeIf(load ->
                            !known.contains(load.getKey()) && load.getValue().inFlight() == 0);
        }
    }
}
