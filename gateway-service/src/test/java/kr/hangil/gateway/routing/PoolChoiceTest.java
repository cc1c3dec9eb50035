package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.gateway.snapshot.Replica;
import org.junit.jupiter.api.Test;

/** Which replica of those that have room is asked. */
class PoolChoiceTest extends PoolScene {

    private static Prefix prefix(String text, int blocks) {
        byte[] bytes = text.repeat(Prefix.BLOCK_BYTES * blocks / text.length()).getBytes(StandardCharsets.US_ASCII);
        return Prefix.of("tenant", bytes, 0, bytes.length);
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
}
