package kr.hangil.billing.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LeasePoolPropertyTest {

    /** What holders do, in any order: ask, spend what they have, give back, restart. Some spent before the budget was. */
    @Property(tries = 1_000)
    void shouldNeverLetHoldersSpendOverTheLimit(
            @ForAll @IntRange(max = 5_000) int extra,
            @ForAll @IntRange(max = 3_000) int spentBefore,
            @ForAll("acts") @Size(max = 60) List<Act> acts) {
        BigDecimal capacity = BigDecimal.valueOf(extra + spentBefore);
        Map<String, BigDecimal> granted = new HashMap<>();
        Map<String, BigDecimal> spent = new HashMap<>(Map.of("gw-0", BigDecimal.valueOf(spentBefore)));
        Map<String, BigDecimal> room = new HashMap<>();

        for (Act act : acts) {
            LeasePool pool = new LeasePool(capacity, 1, granted, spent);
            BigDecimal mine = room.getOrDefault(act.holder(), BigDecimal.ZERO);
            BigDecimal some = act.won().min(mine);
            switch (act.kind()) {
                case ASK -> room.merge(act.holder(), pool.grant(act.holder(), act.won()), BigDecimal::add);
                case SPEND -> {
                    spent.merge(act.holder(), some, BigDecimal::add);
                    room.put(act.holder(), mine.subtract(some));
                }
                case GIVE_BACK -> {
                    pool.giveBack(act.holder(), some);
                    room.put(act.holder(), mine.subtract(some));
                }
                case RESTART -> {
                    pool.reclaim(act.holder());
                    room.remove(act.holder());
                }
            }
            granted.putAll(pool.changes());

            assertThat(sum(spent).add(sum(room))).isLessThanOrEqualTo(capacity);
            assertThat(new LeasePool(capacity, 1, granted, spent).committed())
                    .isEqualByComparingTo(sum(spent).add(sum(room)));
        }
    }

    @Property(tries = 200)
    void shouldLetReplicasReachTheLimitTogether(
            @ForAll @IntRange(min = 1, max = 100_000) int limit, @ForAll @IntRange(min = 1, max = 8) int replicas) {
        BigDecimal capacity = BigDecimal.valueOf(limit);
        LeasePool pool = new LeasePool(capacity, 1, Map.of(), Map.of());

        IntStream.range(0, 40).forEach(i -> pool.grant("gw-" + i % replicas, capacity));

        assertThat(pool.committed()).isEqualByComparingTo(capacity);
    }

    @Property(tries = 200)
    void shouldLeaveHalfToOthersWhileThereIsMuch(@ForAll @IntRange(min = 1_000, max = 1_000_000) int limit) {
        BigDecimal capacity = BigDecimal.valueOf(limit);
        LeasePool pool = new LeasePool(capacity, 1, Map.of(), Map.of());

        BigDecimal first = pool.grant("gw-0", capacity.multiply(BigDecimal.TEN));

        assertThat(first).isEqualByComparingTo(capacity.divide(BigDecimal.valueOf(2)));
    }

    @Property(tries = 200)
    void shouldCountSpendingOfSourcesThatNeverAsked(
            @ForAll @IntRange(max = 1_000) int spentElsewhere, @ForAll @IntRange(max = 1_000) int limit) {
        LeasePool pool = new LeasePool(
                BigDecimal.valueOf(limit), 100, Map.of(), Map.of("other", BigDecimal.valueOf(spentElsewhere)));

        BigDecimal grant = pool.grant("gw-0", BigDecimal.valueOf(10_000));

        assertThat(grant).isEqualByComparingTo(BigDecimal.valueOf(Math.max(0, limit - spentElsewhere)));
    }

    @Provide
    Arbitrary<List<Act>> acts() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of("gw-0", "gw-1", "gw-2"),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ZERO, BigDecimal.valueOf(2_000))
                                .ofScale(6))
                .as(Act::new)
                .list();
    }

    private static BigDecimal sum(Map<String, BigDecimal> won) {
        return won.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    enum Kind {
        ASK,
        SPEND,
        GIVE_BACK,
        RESTART
    }

    record Act(Kind kind, String holder, BigDecimal won) {}
}
