package kr.hangil.billing.forecast;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's month, spent and expected. All amounts are at list prices, before VAT, discounts and credit, as {@code …/spend} has
 * them.
 *
 * @param month the running month of Asia/Seoul
 * @param asOf when this was so
 * @param daysLeft whole days of the month behind today
 * @param spent won so far, a plain decimal
 * @param spentWon floor of it
 * @param unrated events of this month that wait for a price and are in none of these sums
 * @param expected null while {@code reason} says why
 * @param reason {@code not_enough_data}: fewer than {@code daysNeeded} complete days since the first usage
 * @param days complete days since the first usage, at most 28
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Forecast(
        String tenant,
        YearMonth month,
        Instant asOf,
        int daysLeft,
        String currency,
        String vat,
        String spent,
        long spentWon,
        long unrated,
        @Nullable Expected expected,
        @Nullable String reason,
        int days,
        int daysNeeded) {

    /**
     * The month's sum at its end, in whole won.
     *
     * @param lowWon never less than what is spent
     * @param confidencePercent how often a month of independent days ends between low and high
     * @param method {@code daily_mean} or {@code weekday_mean}
     */
    record Expected(long lowWon, long likelyWon, long highWon, int confidencePercent, String method) {}
}
