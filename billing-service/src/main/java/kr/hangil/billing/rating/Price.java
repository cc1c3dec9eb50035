package kr.hangil.billing.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one model costs on one meter for a span of time.
 *
 * @param id its row
 * @param model the served name it holds for
 * @param meter what it counts
 * @param per units that {@code amount} buys: a power of ten, 1..1,000,000, so that division never rounds
 * @param amount won, VAT excluded, >= 0, at most {@value #AMOUNT_SCALE} decimals
 * @param from first instant it holds
 * @param to first instant it no longer holds; null while no end is known
 */
public record Price(
        long id,
        String model,
        Meter meter,
        long per,
        BigDecimal amount,
        Instant from,
        @Nullable Instant to) {

    /** Decimals of a unit price. */
    public static final int AMOUNT_SCALE = 9;

    /** Decimals that every amount of {@link #of} fits in. */
    public static final int CHARGE_SCALE = 15;

    private static final Set<Long> PERS = Set.of(1L, 10L, 100L, 1_000L, 10_000L, 100_000L, 1_000_000L);

    public Price {
        if (!isPer(per)) {
            throw new IllegalArgumentException("per must be a power of ten in 1..1000000, was " + per);
        }
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("amount must be >= 0, was " + amount.toPlainString());
        }
        amount = amount.setScale(AMOUNT_SCALE, RoundingMode.UNNECESSARY);
        if (to != null && !to.isAfter(from)) {
            throw new IllegalArgumentException("to must be after from");
        }
    }

    /** Whether a price may be per so many units. */
    public static boolean isPer(long per) {
        return PERS.contains(per);
    }

    /** Whether it holds at {@code instant}: {@code from} is in, {@code to} is out. */
    public boolean holdsAt(Instant instant) {
        return !instant.isBefore(from) && (to == null || instant.isBefore(to));
    }

    /** The exact price of {@code units}, with {@value #CHARGE_SCALE} decimals. */
    public BigDecimal of(long units) {
        return amount.multiply(BigDecimal.valueOf(units))
                .divide(BigDecimal.valueOf(per), CHARGE_SCALE, RoundingMode.UNNECESSARY);
    }
}
