package kr.hangil.billing.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class WonPropertyTest {

    @Property
    void shouldAddUpToTheSupplyValueWhenLinesAreMadeWhole(@ForAll("amounts") List<BigDecimal> exact) {
        List<Long> won = LargestRemainder.apportion(exact);

        assertThat(sum(won)).isEqualTo(WonTotal.exclusiveOfVat(sumExact(exact)).supplyWon());
    }

    @Property
    void shouldStayWithinOneWonOfEveryExactAmount(@ForAll("amounts") List<BigDecimal> exact) {
        List<Long> won = LargestRemainder.apportion(exact);

        assertThat(won).hasSameSizeAs(exact);
        for (int i = 0; i < won.size(); i++) {
            assertThat(BigDecimal.valueOf(won.get(i)).subtract(exact.get(i)).abs())
                    .isLessThan(BigDecimal.ONE);
        }
    }

    @Property
    void shouldOweTheSameHoweverAmountsAreCutIntoLines(@ForAll("amounts") List<BigDecimal> exact, @ForAll long seed) {
        List<BigDecimal> merged = partition(exact, new Random(seed));

        WonTotal total = WonTotal.exclusiveOfVat(sumExact(exact));
        WonTotal ofMerged = WonTotal.exclusiveOfVat(sumExact(merged));

        assertThat(ofMerged).isEqualTo(total);
        assertThat(sum(LargestRemainder.apportion(merged))).isEqualTo(total.supplyWon());
    }

    @Property
    void shouldTaxATenthOfTheSupplyValueRoundedDown(@ForAll("amounts") List<BigDecimal> exact) {
        WonTotal total = WonTotal.exclusiveOfVat(sumExact(exact));

        assertThat(BigDecimal.valueOf(total.supplyWon())).isLessThanOrEqualTo(sumExact(exact));
        assertThat(total.vatWon() * 10).isBetween(total.supplyWon() - 9, total.supplyWon());
        assertThat(total.totalWon()).isEqualTo(total.supplyWon() + total.vatWon());
    }

    @Property
    void shouldSplitATotalWithVatInsideIntoSupplyAndVat(@ForAll("amounts") List<BigDecimal> exact) {
        WonTotal total = WonTotal.inclusiveOfVat(sumExact(exact));

        assertThat(total.totalWon())
                .isEqualTo(WonTotal.exclusiveOfVat(sumExact(exact)).supplyWon());
        assertThat(total.vatWon() * 10 - total.supplyWon()).isBetween(0L, 10L);
        assertThat(sum(LargestRemainder.apportion(exact, total.supplyWon()))).isEqualTo(total.supplyWon());
    }

    @Provide
    Arbitrary<List<BigDecimal>> amounts() {
        Arbitrary<BigDecimal> amount = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, new BigDecimal("1000000000"))
                .ofScale(15);
        Arbitrary<BigDecimal> small = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.TWO)
                .ofScale(15);
        return Arbitraries.oneOf(amount, small).list().ofMaxSize(60);
    }

    private static List<BigDecimal> partition(List<BigDecimal> exact, Random random) {
        List<BigDecimal> merged = new ArrayList<>();
        for (BigDecimal amount : exact) {
            if (merged.isEmpty() || random.nextBoolean()) {
                merged.add(amount);
            } else {
                int into = random.nextInt(merged.size());
                merged.set(into, merged.get(into).add(amount));
            }
        }
        return merged;
    }

    private static BigDecimal sumExact(List<BigDecimal> amounts) {
        return amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static long sum(List<Long> won) {
        return won.stream().mapToLong(Long::longValue).sum();
    }
}
