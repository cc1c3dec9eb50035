package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant's running month comes to. Won are at list prices, before VAT, discounts and credit.
 *
 * @param month the running month of Asia/Seoul
 * @param daysLeft whole days of it behind today
 * @param spentWon what is spent so far
 * @param unrated requests that wait for a price and are in none of these sums
 * @param expected null while there are fewer than {@code daysNeeded} complete days to go by
 * @param days complete days since the first usage, at most 28
 * @param daysNeeded fewest of them that say something
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Forecast(
        YearMonth month,
        int daysLeft,
        long spentWon,
        long unrated,
        @Nullable Expected expected,
        int days,
        int daysNeeded) {

    /**
     * The month's sum at its end.
     *
     * @param confidencePercent how often a month ends between {@code lowWon} and {@code highWon}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Expected(long lowWon, long likelyWon, long highWon, int confidencePercent, Method method) {}

    /** How the days that are left are projected. */
    public enum Method {
        /** Every day as the mean of all. */
        @JsonProperty("daily_mean")
        DAILY_MEAN,
        /** Every day as the mean of its day of the week. */
        @JsonProperty("weekday_mean")
        WEEKDAY_MEAN
    }
}
