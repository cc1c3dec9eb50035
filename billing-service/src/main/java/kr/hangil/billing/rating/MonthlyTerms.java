package kr.hangil.billing.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a month's usage of one model and meter comes to under terms that look at the whole month. Depends on how much was
 * used at which price and on nothing else: not on the order events came in, nor on how often the month was billed.
 */
public final class MonthlyTerms {

    private MonthlyTerms() {}

    /**
     * For each slice what its terms add to what it was charged, negative where they make it cheaper; zero without terms.
     *
     * @param slices the month at each of its prices, in the order in which those held; they fill the tiers in that order
     */
    public static List<BigDecimal> adjustments(List<Slice> slices) {
        List<BigDecimal> adjustments = new ArrayList<>(slices.size());
        long before = 0;
        for (Slice slice : slices) {
            long after = Math.addExact(before, slice.quantity());
            Tiers tiers = slice.tiers();
            adjustments.add(
                    tiers == null
                            ? BigDecimal.ZERO
                            : tiers.between(before, after).subtract(slice.charged()));
            before = after;
        }
        return adjustments;
    }

    /**
     * A month's usage at one price.
     *
     * @param quantity units, >= 0
     * @param charged won they were charged at, exact
     * @param tiers null where the price is all there is
     */
    public record Slice(
            long quantity, BigDecimal charged, @Nullable Tiers tiers) {}
}
