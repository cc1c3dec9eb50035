package kr.hangil.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import kr.hangil.billing.rating.MonthlyTerms.Slice;
import kr.hangil.billing.rating.Tiers.Tier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class TiersPropertyTest {

    private static final Tiers TIERS =
            new Tiers(1_000, List.of(tier(1_000L, "0"), tier(100_000L, "150.000000001"), tier(null, "99.5")));

    @Property
    void shouldCostTheSameHoweverAMonthIsCut(
            @ForAll @Size(max = 30) List<@LongRange(min = 0, max = 50_000) Long> quantities) {
        BigDecimal apart = BigDecimal.ZERO;
        long before = 0;
        for (long quantity : quantities) {
            apart = apart.add(TIERS.between(before, before + quantity));
            before += quantity;
        }

        assertThat(apart).isEqualByComparingTo(TIERS.between(0, before));
    }

    @Property
    void shouldCostWhatEachUnitCostsByItself(@ForAll @LongRange(min = 0, max = 150_000) long quantity) {
        BigDecimal free = new BigDecimal("0");
        BigDecimal middle = BigDecimal.valueOf(Math.max(0, Math.min(quantity, 100_000) - 1_000))
                .multiply(new BigDecimal("150.000000001"));
        BigDecimal above = BigDecimal.valueOf(Math.max(0, quantity - 100_000)).multiply(new BigDecimal("99.5"));

        assertThat(TIERS.between(0, quantity))
                .isEqualByComparingTo(free.add(middle).add(above).movePointLeft(3));
    }

    /** Billing a month in two goes adds up to billing it at once. */
    @Property
    void shouldAddUpWhenUsageOfEitherPriceComesLate(
            @ForAll @LongRange(min = 0, max = 200_000) long early,
            @ForAll @LongRange(min = 0, max = 200_000) long lateEarly,
            @ForAll @LongRange(min = 0, max = 200_000) long after,
            @ForAll @LongRange(min = 0, max = 200_000) long lateAfter) {
        BigDecimal first = owed(early, after);
        BigDecimal whole = owed(early + lateEarly, after + lateAfter);
        BigDecimal delta = listed(lateEarly + lateAfter)
                .add(adjusted(early + lateEarly, after + lateAfter))
                .subtract(adjusted(early, after));

        assertThat(first.add(delta)).isEqualByComparingTo(whole);
        assertThat(whole).isEqualByComparingTo(TIERS.between(0, early + lateEarly + after + lateAfter));
    }

    @Example
    void shouldRefuseTiersThatLeaveUnitsWithoutAPrice() {
        assertThatThrownBy(() -> new Tiers(1, List.of(tier(10L, "1")))).hasMessageContaining("the last has none");
        assertThatThrownBy(() -> new Tiers(1, List.of(tier(10L, "1"), tier(10L, "2"), tier(null, "1"))))
                .hasMessageContaining("must rise");
        assertThatThrownBy(() -> new Tiers(1, List.of())).hasMessageContaining("must be a tier");
    }

    private static BigDecimal owed(long early, long after) {
        return listed(early + after).add(adjusted(early, after));
    }

    private static BigDecimal adjusted(long early, long after) {
        return MonthlyTerms.adjustments(
                        List.of(new Slice(early, listed(early), TIERS), new Slice(after, listed(after), TIERS)))
                .stream()
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal listed(long quantity) {
        return BigDecimal.valueOf(quantity).multiply(new BigDecimal("0.2"));
    }

    private static Tier tier(@Nullable Long upTo, String amount) {
        return new Tier(upTo, new BigDecimal(amount));
    }
}
