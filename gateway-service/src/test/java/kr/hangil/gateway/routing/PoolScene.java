package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;

/** Pools of replicas that are there in name only, at a time that stands until a test has it pass. */
abstract class PoolScene {

    static final Prefix NO_PREFIX = new Prefix(new long[0]);
    static final int LINE = 5;

    final RoutingConfig config = new FixedRouting(LINE, Duration.ofSeconds(30));
    final Map<Replica, ReplicaState> states = new HashMap<>();
    int mostAtAReplica = 1_000;
    long now = 1_000_000_000L;

    Pool pool(Deployment... deployments) {
        return pool(route(Duration.ZERO, deployments));
    }

    Pool pool(Route route) {
        return new Pool(route, config, this::state, Clock.systemUTC(), () -> now);
    }

    ReplicaState state(Replica replica) {
        return states.computeIfAbsent(replica, r -> new ReplicaState(config, mostAtAReplica));
    }

    static Route route(Duration hold, Deployment... deployments) {
        return new Route("mini", Set.of("chat"), List.of(deployments), hold);
    }

    static Deployment deployment(String name, String region, int weight, int replicas) {
        return new Deployment(
                name,
                region,
                weight,
                null,
                IntStream.range(0, replicas)
                        .mapToObj(i -> new Replica("pod-" + i, URI.create("http://" + name + "-" + i)))
                        .toList());
    }

    static Demand demand(String tenant, long tokens, Prefix prefix) {
        return new Demand(
                route(Duration.ZERO, deployment("any", "kr-ulsan", 1, 1)),
                region -> true,
                tenant,
                Priority.INTERACTIVE,
                tokens,
                0,
                prefix);
    }

    static Demand small(String tenant) {
        return demand(tenant, 10, NO_PREFIX);
    }

    static ReplicaLease granted(Ticket ticket) {
        assertThat(ticket.lease().succeeded()).as("granted").isTrue();
        return ticket.lease().result();
    }

    static PlatformException refused(Ticket ticket) {
        assertThat(ticket.lease().failed()).as("refused").isTrue();
        return (PlatformException) ticket.lease().cause();
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    static List<Replica> repliesOf(Pool pool, int requests) {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            ReplicaLease lease = granted(pool.ask(small("t"), Set.of()));
            replicas.add(lease.replica());
            lease.completed();
        }
        return replicas;
    }
}
