package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {

    private static final Prefix NO_PREFIX = new Prefix(new long[0]);
    private static final int LINE = 5;

    private final RoutingConfig config = new FixedRouting(LINE, Duration.ofSeconds(30));
    private final Map<Replica, ReplicaState> states = new HashMap<>();
    private int mostAtAReplica = 1_000;
    private long now = 1_000_000_000L;

    private Pool pool(Deployment... deployments) {
        return pool(route(Duration.ZERO, deployments));
    }

    private Pool pool(Route route) {
        return new Pool(route, config, this::state, Clock.systemUTC(), () -> now);
    }

    private ReplicaState state(Replica replica) {
        return states.computeIfAbsent(replica, r -> new ReplicaState(config, mostAtAReplica));
    }

    private static Route route(Duration hold, Deployment... deployments) {
        return new Route("mini", Set.of("chat"), List.of(deployments), hold);
    }

    private static Deployment deployment(String name, String region, int weight, int replicas) {
        return new Deployment(
                name,
                region,
                weight,
                null,
                IntStream.range(0, replicas)
                        .mapToObj(i -> new Replica("pod-" + i, URI.create("http://" + name + "-" + i)))
                        .toList());
    }

    private static Demand demand(String tenant, long tokens, Prefix prefix) {
        return new Demand(
                route(Duration.ZERO, deployment("any", "kr-ulsan", 1, 1)),
                region -> true,
                tenant,
                Priority.INTERACTIVE,
                tokens,
                0,
                prefix);
    }

    private static Demand small(String tenant) {
        return demand(tenant, 10, NO_PREFIX);
    }

    private static Demand batch(String tenant) {
        Demand small = small(tenant);
        return new Demand(small.route(), small.mayServe(), tenant, Priority.BATCH, 10, 0, NO_PREFIX);
    }

    private static Prefix prefix(String text, int blocks) {
        byte[] bytes = text.repeat(Prefix.BLOCK_BYTES * blocks / text.length()).getBytes(StandardCharsets.US_ASCII);
        return Prefix.of("tenant", bytes, 0, bytes.length);
    }

    private static ReplicaLease granted(Ticket ticket) {
        assertThat(ticket.lease().succeeded()).as("granted").isTrue();
        return ticket.lease().result();
    }

    private static PlatformException refused(Ticket ticket) {
        assertThat(ticket.lease().failed()).as("refused").isTrue();
        return (PlatformException) ticket.lease().cause();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void shouldDrawDeploymentsByTheirWeights() {
        Pool pool = pool(deployment("stable", "kr-ulsan", 90, 2), deployment("canary", "kr-ulsan", 10, 1));

        long canary = IntStream.range(0, 4_000)
                .filter(i -> {
                    ReplicaLease lease = granted(pool.ask(small("t"), Set.of()));
                    lease.completed();
                    return lease.deployment().name().equals("canary");
                })
                .count();

        // 400 expected, 19 is one standard deviation
        assertThat(canary).isBetween(300L, 500L);
    }

    @Test
    void shouldUseADeploymentOfNoWeightOnlyWhenNoOtherHasRoom() {
        mostAtAReplica = 1;
        Pool pool = pool(deployment("stable", "kr-ulsan", 100, 1), deployment("spare", "kr-ulsan", 0, 1));

        ReplicaLease first = granted(pool.ask(small("t"), Set.of()));
        ReplicaLease second = granted(pool.ask(small("t"), Set.of()));

        assertThat(first.deployment().name()).isEqualTo("stable");
        assertThat(second.deployment().name()).isEqualTo("spare");
    }

    @Test
    void shouldNeverGoToARegionThatMayNotServe() {
        mostAtAReplica = 1;
        Pool pool = pool(deployment("a", "kr-ulsan", 100, 1), deployment("b", "kr-gwangju", 100, 1));
        Demand ulsanOnly = new Demand(
                route(Duration.ZERO, deployment("a", "kr-ulsan", 1, 1)),
                "kr-ulsan"::equals,
                "t",
                Priority.INTERACTIVE,
                10,
                0,
                NO_PREFIX);

        ReplicaLease first = granted(pool.ask(ulsanOnly, Set.of()));
        Ticket second = pool.ask(ulsanOnly, Set.of());

        assertThat(first.deployment().region()).isEqualTo("kr-ulsan");
        assertThat(second.lease().isComplete())
                .as("waits though Gwangju is idle")
                .isFalse();
        first.unreachable();
        assertThat(granted(second).deployment().region()).isEqualTo("kr-ulsan");
    }

    @Test
    void shouldGoBackToWhoKnowsThePromptUntilAnotherBeginsMuchSooner() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 4));
        Prefix prompt = prefix("안녕 hangil ", 8);
        ReplicaLease first = granted(pool.ask(demand("t", 1_000, prompt), Set.of()));
        first.completed();

        List<Replica> next = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ReplicaLease lease = granted(pool.ask(demand("t", 1_000, prompt), Set.of()));
            next.add(lease.replica());
            lease.completed();
        }
        List<Replica> together = IntStream.range(0, 4)
                .mapToObj(i ->
                        granted(pool.ask(demand("t", 1_000, prompt), Set.of())).replica())
                .toList();
        ReplicaLease overflow = granted(pool.ask(demand("t", 1_000, prompt), Set.of()));

        assertThat(next).containsOnly(first.replica());
        assertThat(together)
                .as("up to 1.5 s there, and half a second cold elsewhere")
                .containsOnly(first.replica());
        assertThat(overflow.replica()).as("2 s there").isNotEqualTo(first.replica());
    }

    @Test
    void shouldPreferTheReplicaWithLessAheadOfIt() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 2));
        ReplicaLease busy = granted(pool.ask(demand("t", 5_000, NO_PREFIX), Set.of()));

        List<Replica> next = IntStream.range(0, 10)
                .mapToObj(i -> granted(pool.ask(small("t"), Set.of())).replica())
                .toList();

        assertThat(next).doesNotContain(busy.replica());
    }

    @Test
    void shouldBelieveWhatAReplicaSaysOfOthersRequests() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 2));
        ReplicaLease told = granted(pool.ask(small("t"), Set.of()));
        told.answered(new LoadReport(9, 3, 30_000, 9_000, 0.9, 800L, 500.0).toHeader());
        told.completed();

        List<Replica> next = IntStream.range(0, 10)
                .mapToObj(i -> granted(pool.ask(small("t"), Set.of())).replica())
                .toList();

        assertThat(next).doesNotContain(told.replica());
    }

    @Test
    void shouldLeaveOutWhoCannotBeReachedAndThenTryItOnce() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 2));
        ReplicaLease failed = granted(pool.ask(small("t"), Set.of()));
        failed.unreachable();

        List<Replica> meanwhile = repliesOf(pool, 20);
        pass(Duration.ofSeconds(3));
        List<ReplicaLease> afterwards = IntStream.range(0, 20)
                .mapToObj(i -> granted(pool.ask(small("t"), Set.of())))
                .toList();

        assertThat(meanwhile).doesNotContain(failed.replica());
        assertThat(afterwards.stream().filter(l -> l.replica().equals(failed.replica())))
                .as("one probe")
                .hasSize(1);
    }

    private static List<Replica> repliesOf(Pool pool, int requests) {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            ReplicaLease lease = granted(pool.ask(small("t"), Set.of()));
            replicas.add(lease.replica());
            lease.completed();
        }
        return replicas;
    }

    @Test
    void shouldLeaveItOutLongerEachTimeInARow() {
        Deployment deployment = deployment("d", "kr-ulsan", 100, 1);
        pool(deployment);
        ReplicaState state = state(deployment.replicas().getFirst());

        List<Duration> out = IntStream.range(0, 8)
                .mapToObj(i -> {
                    state.unreachable(now);
                    return Duration.ofNanos(state.leftOutUntil() - now);
                })
                .toList();

        for (int i = 0; i < out.size(); i++) {
            double expected = Math.min(60, 2 * Math.pow(2, i));
            assertThat(out.get(i).toMillis() / 1e3).isBetween(expected * 0.75, Math.min(60, expected * 1.25));
        }
    }

    @Test
    void shouldLeaveOutWhoseAnswersBreakOffAndTakeItBackAfterAWholeOne() {
        Deployment deployment = deployment("d", "kr-ulsan", 100, 2);
        Pool pool = pool(deployment);
        ReplicaState state = state(deployment.replicas().getFirst());
        state.broke(now);
        state.broke(now);
        assertThat(state.isEjected()).as("twice may be the request's fault").isFalse();
        state.broke(now);

        List<Replica> meanwhile = repliesOf(pool, 20);
        state.answered();
        boolean stillOut = state.isEjected();
        state.completed();

        assertThat(meanwhile).doesNotContain(deployment.replicas().getFirst());
        assertThat(stillOut).as("a beginning proves nothing").isTrue();
        assertThat(state.isEjected()).isFalse();
    }

    @Test
    void shouldTryAnEjectedReplicaWhenThereIsNoOther() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        granted(pool.ask(small("t"), Set.of())).unreachable();

        Ticket next = pool.ask(small("t"), Set.of());

        assertThat(next.lease().succeeded()).isTrue();
    }

    @Test
    void shouldRefuseWhenEveryReplicaWasTried() {
        Deployment deployment = deployment("d", "kr-ulsan", 100, 2);
        Pool pool = pool(deployment);

        Ticket ticket = pool.ask(small("t"), Set.copyOf(deployment.replicas()));

        assertThat(refused(ticket).code()).isEqualTo(ErrorCode.NO_REPLICA);
        assertThat(refused(ticket).retryAfter()).isNotNull();
    }

    @Test
    void shouldHoldWhatIsTooMuchAndServeTheTenantWithLeastFirst() {
        mostAtAReplica = 2;
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        ReplicaLease first = granted(pool.ask(small("greedy"), Set.of()));
        ReplicaLease second = granted(pool.ask(small("greedy"), Set.of()));
        Ticket third = pool.ask(small("greedy"), Set.of());
        Ticket fourth = pool.ask(small("greedy"), Set.of());
        Ticket modest = pool.ask(small("modest"), Set.of());

        first.completed();
        boolean modestWasServed = modest.lease().succeeded();
        second.completed();

        assertThat(modestWasServed).as("it has nothing in flight").isTrue();
        assertThat(third.lease().succeeded())
                .as("first come, first served within a tenant")
                .isTrue();
        assertThat(fourth.lease().isComplete()).isFalse();
    }

    @Test
    void shouldServeWhatIsUrgentFirstButLetBatchWaitForHalfItsPatienceOnly() {
        mostAtAReplica = 1;
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        ReplicaLease busy = granted(pool.ask(small("t"), Set.of()));
        Ticket old = pool.ask(batch("other"), Set.of());
        Ticket urgent = pool.ask(small("t"), Set.of());

        busy.completed();
        ReplicaLease next = granted(urgent);
        pass(Duration.ofSeconds(16));
        Ticket newcomer = pool.ask(small("new"), Set.of());
        next.completed();

        assertThat(old.lease().succeeded())
                .as("it has waited for 16 of 30 seconds")
                .isTrue();
        assertThat(newcomer.lease().isComplete()).isFalse();
    }

    @Test
    void shouldSayWhenToComeBackWhenTheLineIsFull() {
        mostAtAReplica = 1;
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofMillis(500));
            granted(pool.ask(small("t"), Set.of())).completed();
        }
        granted(pool.ask(small("t"), Set.of()));
        for (int i = 0; i < LINE; i++) {
            pool.ask(small("t"), Set.of());
        }

        PlatformException refusal = refused(pool.ask(small("t"), Set.of()));

        assertThat(refusal.code()).isEqualTo(ErrorCode.QUEUE_FULL);
        // two end each second, six are ahead
        assertThat(refusal.retryAfter()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    @Test
    void shouldRefuseWhoHasWaitedForTooLong() {
        mostAtAReplica = 1;
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        granted(pool.ask(small("t"), Set.of()));
        Ticket waiting = pool.ask(small("t"), Set.of());

        pass(Duration.ofSeconds(29));
        pool.lookAgain();
        boolean early = waiting.lease().isComplete();
        pass(Duration.ofSeconds(2));
        pool.lookAgain();

        assertThat(early).isFalse();
        assertThat(refused(waiting).code()).isEqualTo(ErrorCode.QUEUE_FULL);
        assertThat(pool.waiting()).isZero();
    }

    @Test
    void shouldGiveNoMoreThanAReplicaSaidItTakes() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        ReplicaLease first = granted(pool.ask(small("t"), Set.of()));
        ReplicaLease second = granted(pool.ask(small("t"), Set.of()));
        ReplicaLease third = granted(pool.ask(small("t"), Set.of()));

        third.full("200");
        Ticket again = pool.ask(small("t"), Set.of());
        pass(Duration.ofMillis(300));
        pool.lookAgain();
        boolean beforeAnyLeft = again.lease().isComplete();
        first.completed();

        assertThat(beforeAnyLeft).as("two are there, and two is what it takes").isFalse();
        assertThat(again.lease().succeeded()).isTrue();
        second.completed();
    }

    @Test
    void shouldHoldRequestsWhileAFirstReplicaIsStarted() {
        Pool pool = pool(route(Duration.ofMinutes(5), deployment("d", "kr-ulsan", 100, 0)));
        Ticket early = pool.ask(small("t"), Set.of());
        pass(Duration.ofMinutes(2));
        pool.lookAgain();
        boolean held = !early.lease().isComplete();

        pool.follow(route(Duration.ofMinutes(5), deployment("d", "kr-ulsan", 100, 1)));
        pool.lookAgain();

        assertThat(held).isTrue();
        assertThat(early.lease().succeeded()).isTrue();
    }

    @Test
    void shouldRefuseAtOnceWhenNothingIsStarted() {
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 0));

        Ticket ticket = pool.ask(small("t"), Set.of());

        assertThat(refused(ticket).code()).isEqualTo(ErrorCode.NO_REPLICA);
    }

    @Test
    void shouldForgetWhoLeftTheLine() {
        mostAtAReplica = 1;
        Pool pool = pool(deployment("d", "kr-ulsan", 100, 1));
        ReplicaLease busy = granted(pool.ask(small("t"), Set.of()));
        Ticket gone = pool.ask(small("t"), Set.of());
        Ticket next = pool.ask(small("t"), Set.of());

        gone.cancel();
        busy.completed();

        assertThat(gone.lease().isComplete()).isFalse();
        assertThat(next.lease().succeeded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNeverHaveMoreInFlightThanMayBeAndServeAllInTheEnd(long seed) {
        Random random = new Random(seed);
        mostAtAReplica = 1 + random.nextInt(3);
        Deployment deployment = deployment("d", "kr-ulsan", 100, 3);
        Pool pool = pool(deployment);
        List<ReplicaLease> inFlight = new ArrayList<>();
        List<Ticket> waiting = new ArrayList<>();

        for (int step = 0; step < 500; step++) {
            pass(Duration.ofMillis(random.nextInt(20)));
            if (random.nextBoolean()) {
                waiting.add(pool.ask(demand("t" + random.nextInt(3), random.nextInt(100), NO_PREFIX), Set.of()));
            } else if (!inFlight.isEmpty()) {
                Collections.shuffle(inFlight, random);
                inFlight.removeLast().completed();
            }
            waiting.removeIf(ticket -> {
                ticket.lease().onSuccess(inFlight::add);
                return ticket.lease().isComplete();
            });
            for (Replica replica : deployment.replicas()) {
                assertThat(state(replica).inFlight()).isBetween(0, mostAtAReplica);
            }
        }
        while (!inFlight.isEmpty()) {
            inFlight.removeLast().completed();
            waiting.removeIf(ticket -> {
                ticket.lease().onSuccess(inFlight::add);
                return ticket.lease().isComplete();
            });
        }

        assertThat(waiting).isEmpty();
        assertThat(pool.isIdle()).isTrue();
    }
}
