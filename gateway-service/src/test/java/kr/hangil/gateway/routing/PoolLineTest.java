package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits when no replica has room: in which order it is served, and for how long it waits. */
class PoolLineTest extends PoolScene {

    private static Demand batch(String tenant) {
        Demand small = small(tenant);
        return new Demand(small.route(), small.mayServe(), tenant, Priority.BATCH, 10, 0, NO_PREFIX);
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
