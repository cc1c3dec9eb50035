package kr.hangil.inference.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class WaitingLinePropertyTest {

    private static final int WEIGHT = 9;
    private static final long LARGEST = 100;

    /** One that waits; equal only to itself. */
    private static final class Waiter {
        private final Demand demand;
        private final int number;

        Waiter(Demand demand, int number) {
            this.demand = demand;
            this.number = number;
        }
    }

    @Provide
    Arbitrary<Demand> demands() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of(Priority.values()),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.longs().between(1, LARGEST))
                .as(Demand::new);
    }

    private static List<Waiter> fill(WaitingLine<Waiter> line, List<Demand> demands) {
        List<Waiter> waiters = new ArrayList<>();
        for (Demand demand : demands) {
            Waiter waiter = new Waiter(demand, waiters.size());
            waiters.add(waiter);
            line.add(waiter, demand);
        }
        return waiters;
    }

    private static List<Waiter> drain(WaitingLine<Waiter> line) {
        List<Waiter> served = new ArrayList<>();
        while (!line.isEmpty()) {
            Waiter next = line.next();
            line.serve(next, next.demand);
            served.add(next);
        }
        return served;
    }

    @Property(tries = 300)
    void shouldServeEverybodyOnceAndATenantsOwnInTheirOrder(
            @ForAll @Size(max = 60) List<@From("demands") Demand> demands) {
        // Given
        WaitingLine<Waiter> line = new WaitingLine<>(WEIGHT);
        List<Waiter> waiters = fill(line, demands);

        // When
        List<Waiter> served = drain(line);

        // Then
        assertThat(served).containsExactlyInAnyOrderElementsOf(waiters);
        assertThat(line.places()).isZero();
        assertThat(line.tokens()).isZero();
        Map<String, Integer> last = new HashMap<>();
        for (Waiter waiter : served) {
            Integer before = last.put(waiter.demand.tenant() + waiter.demand.priority(), waiter.number);
            assertThat(before == null || before < waiter.number).isTrue();
        }
    }

    @Property(tries = 300)
    void shouldShareTokensAmongTenantsWhoAllWait(
            @ForAll @Size(min = 30, max = 60) List<@From("demands") Demand> demands) {
        // Given: as many tokens as one likes of each tenant, all of one band
        WaitingLine<Waiter> line = new WaitingLine<>(WEIGHT);
        Map<String, Integer> left = new HashMap<>();
        for (Demand demand : demands) {
            Demand interactive = new Demand(demand.tenant(), Priority.INTERACTIVE, 1, demand.tokens());
            line.add(new Waiter(interactive, 0), interactive);
            left.merge(demand.tenant(), 1, Integer::sum);
        }
        Map<String, Long> got = new HashMap<>();
        left.keySet().forEach(tenant -> got.put(tenant, 0L));

        while (left.values().stream().allMatch(count -> count > 0)) {
            // When
            Waiter next = line.next();
            line.serve(next, next.demand);
            left.merge(next.demand.tenant(), -1, Integer::sum);
            got.merge(next.demand.tenant(), next.demand.tokens(), Long::sum);

            // Then: nobody is further ahead of another than one largest request
            long most = got.values().stream().mapToLong(Long::longValue).max().orElseThrow();
            long least = got.values().stream().mapToLong(Long::longValue).min().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(LARGEST);
        }
    }

    @Property(tries = 100)
    void shouldServeBatchWhileInteractiveRequestsKeepComing(@ForAll @IntRange(min = 1, max = 100) int tokens) {
        // Given
        WaitingLine<Waiter> line = new WaitingLine<>(WEIGHT);
        Demand chat = new Demand("a", Priority.INTERACTIVE, 1, tokens);
        Demand batch = new Demand("b", Priority.BATCH, 1, tokens);
        line.add(new Waiter(chat, 0), chat);
        for (int i = 0; i < 2 * WEIGHT; i++) {
            line.add(new Waiter(batch, i), batch);
        }
        List<Waiter> served = new ArrayList<>();

        // When
        for (int turn = 0; turn < 2 * WEIGHT + 2; turn++) {
            line.add(new Waiter(chat, turn), chat);
            Waiter next = line.next();
            line.serve(next, next.demand);
            served.add(next);
        }

        // Then: one of batch for each nine of interactive
        assertThat(served.stream().filter(it -> it.demand.priority() == Priority.BATCH))
                .hasSize(2);
    }

    @Property(tries = 100)
    void shouldNotFavourATenantThatLeavesAndComesBack(@ForAll @IntRange(min = 1, max = 100) int tokens) {
        // Given: one tenant with a long line, one that never has more than one waiting
        WaitingLine<Waiter> line = new WaitingLine<>(WEIGHT);
        Demand patient = new Demand("a", Priority.INTERACTIVE, 1, tokens);
        Demand pushy = new Demand("b", Priority.INTERACTIVE, 1, tokens);
        for (int i = 0; i < 30; i++) {
            line.add(new Waiter(patient, i), patient);
        }
        line.add(new Waiter(pushy, 0), pushy);
        int servedOfPatient = 0;

        // When
        for (int turn = 0; turn < 20; turn++) {
            Waiter next = line.next();
            line.serve(next, next.demand);
            if (next.demand.tenant().equals("b")) {
                line.add(new Waiter(pushy, turn), pushy);
            } else {
                servedOfPatient++;
            }
        }

        // Then
        assertThat(servedOfPatient).isBetween(9, 11);
    }

    @Property(tries = 300)
    void shouldGoOnRightlyWhenSomeGiveUp(
            @ForAll @Size(max = 40) List<@From("demands") Demand> demands,
            @ForAll @Size(min = 40, max = 40) List<Boolean> stays) {
        // Given
        WaitingLine<Waiter> line = new WaitingLine<>(WEIGHT);
        List<Waiter> waiters = fill(line, demands);
        List<Waiter> expected = new ArrayList<>();

        // When
        for (Waiter waiter : waiters) {
            if (stays.get(waiter.number)) {
                expected.add(waiter);
            } else {
                line.remove(waiter, waiter.demand);
            }
        }

        // Then
        assertThat(line.tokens())
                .isEqualTo(expected.stream().mapToLong(it -> it.demand.tokens()).sum());
        assertThat(drain(line)).containsExactlyInAnyOrderElementsOf(expected);
    }
}
