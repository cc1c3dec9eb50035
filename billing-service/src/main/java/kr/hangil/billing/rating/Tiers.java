package kr.hangil.billing.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the units of a month cost by how many came before them: each unit costs what the tier says that its place falls into.
 * A free allowance is a first tier of zero won; one tier without an end is a plain price.
 *
 * @param per units that an amount buys: a power of ten, 1..1,000,000
 * @param tiers at least one; bounds rise, and only the last has none
 */
public record Tiers(long per, List<Tier> tiers) {

    public Tiers {
        tiers = List.copyOf(tiers);
        if (!Price.isPer(per)) {
            throw new IllegalArgumentException("per must be a power of ten in 1..1000000, was " + per);
        }
        long before = 0;
        for (int i = 0; i < tiers.size(); i++) {
            Long upTo = tiers.get(i).upTo();
            boolean last = i == tiers.size() - 1;
            if (last != (upTo == null)) {
                throw new IllegalArgumentException("every tier but the last has upTo, and the last has none");
            }
            if (upTo != null && upTo <= before) {
                throw new IllegalArgumentException(
                        "upTo must rise from tier to tier, was " + upTo + " after " + before);
            }
            before = upTo == null ? before : upTo;
        }
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("there must be a tier");
        }
    }

    /** One tier that holds for every unit. */
    public static Tiers flat(long per, BigDecimal amount) {
        return new Tiers(per, List.of(new Tier(null, amount)));
    }

    /**
     * The exact price of the units behind the first {@code from} of a month up to {@code to}, with
     * {@value Price#CHARGE_SCALE} decimals. However a stretch is cut, its parts add up to it.
     */
    public BigDecimal between(long from, long to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("not a stretch: " + from + " to " + to);
        }
        BigDecimal sum = BigDecimal.ZERO;
        long begin = 0;
        for (Tier tier : tiers) {
            long end = tier.upTo() == null ? Long.MAX_VALUE : tier.upTo();
            long units = Math.min(to, end) - Math.max(from, begin);
            if (units > 0) {
                sum = sum.add(tier.amount().multiply(BigDecimal.valueOf(units)));
            }
            begin = end;
        }
        return sum.divide(BigDecimal.valueOf(per), Price.CHARGE_SCALE, RoundingMode.UNNECESSARY);
    }

    /**
     * @param upTo last unit of a month in it; null for all that follow
     * @param amount won for {@code per} units, >= 0, at most {@value Price#AMOUNT_SCALE} decimals
     */
    public record Tier(@Nullable Long upTo, BigDecimal amount) {

        public Tier {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException("amount must be >= 0, was " + amount.toPlainString());
            }
            amount = amount.setScale(Price.AMOUNT_SCALE, RoundingMode.UNNECESSARY);
        }
    }
}
