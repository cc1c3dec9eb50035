package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import org.junit.jupiter.api.Test;

/** Replicas that fail are left out, and tried again. */
class PoolEjectionTest extends PoolScene {

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

    /** A tenant whose requests break every answer must not take the model from all others. */
    @Test
    void shouldGoOnWithAllWhenTheAnswersOfMostBreakOff() {
        Deployment deployment = deployment("d", "kr-ulsan", 100, 4);
        Pool pool = pool(deployment);
        breakAnswersOf(deployment.replicas().subList(0, 2));
        assertThat(Set.copyOf(repliesOf(pool, 100)))
                .as("half of them are left out")
                .isEqualTo(Set.copyOf(deployment.replicas().subList(2, 4)));

        breakAnswersOf(deployment.replicas());

        List<ReplicaLease> leases = IntStream.range(0, 100)
                .mapToObj(i -> granted(pool.ask(small("t"), Set.of())))
                .toList();
        assertThat(leases.stream().map(ReplicaLease::replica)).containsAll(deployment.replicas());
    }

    @Test
    void shouldWaitForRoomWhereTheAnswersOfMostBreakOff() {
        mostAtAReplica = 1;
        Deployment deployment = deployment("d", "kr-ulsan", 100, 1);
        Pool pool = pool(deployment);
        breakAnswersOf(deployment.replicas());
        ReplicaLease first = granted(pool.ask(small("t"), Set.of()));

        Ticket second = pool.ask(small("t"), Set.of());

        assertThat(second.lease().isComplete()).isFalse();
        first.release();
        assertThat(second.lease().succeeded()).isTrue();
    }

    @Test
    void shouldLeaveOutWhoCannotBeReachedHoweverManyTheyAre() {
        Deployment deployment = deployment("d", "kr-ulsan", 100, 4);
        Pool pool = pool(deployment);
        deployment.replicas().subList(0, 3).forEach(replica -> state(replica).unreachable(now));

        assertThat(Set.copyOf(repliesOf(pool, 50)))
                .containsExactly(deployment.replicas().getLast());
    }

    private void breakAnswersOf(List<Replica> replicas) {
        for (Replica replica : replicas) {
            for (int i = 0; i < config.brokenAnswers(); i++) {
                state(replica).broke(now);
            }
        }
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
}
