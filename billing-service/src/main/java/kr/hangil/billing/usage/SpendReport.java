package kr.hangil.billing.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant spent at listed prices: tiers, contracts and discounts are looked at when a month is invoiced.
 *
 * @param currency {@code KRW}
 * @param vat {@code EXCLUSIVE}: prices, and so the rows, are before VAT
 * @param data buckets with usage only, by start and then by group
 * @param exact sum of the rows, a plain decimal
 * @param supplyWon floor of {@code exact}; the rows' {@code supplyWon} add up to it
 * @param vatWon floor of a tenth of {@code supplyWon}
 * @param totalWon both
 * @param unrated events that wait for a price and are in none of these sums
 */
record SpendReport(
        String tenant,
        Instant from,
        Instant to,
        String bucket,
        List<String> groupBy,
        String currency,
        String vat,
        List<Row> data,
        String exact,
        long supplyWon,
        long vatWon,
        long totalWon,
        long unrated) {

    SpendReport {
        groupBy = List.copyOf(groupBy);
        data = List.copyOf(data);
    }

    /**
     * @param exact won, a plain decimal
     * @param supplyWon whole won by largest remainder
     * @param unrated events of this row that wait for a price
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Row(
            Instant start,
            Instant end,
            Map<String, @Nullable String> group,
            String exact,
            long supplyWon,
            long unrated) {}
}
