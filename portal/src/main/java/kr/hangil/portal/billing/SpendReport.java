package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant spent, before VAT in the rows and with it in the totals.
 *
 * @param data buckets with usage, by start and then by group
 * @param exact sum of the rows in won
 * @param supplyWon floor of {@code exact}
 * @param vatWon floor of a tenth of {@code supplyWon}
 * @param totalWon both
 * @param unrated requests that wait for a price and are in none of these sums
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SpendReport(List<Row> data, BigDecimal exact, long supplyWon, long vatWon, long totalWon, long unrated) {

    public SpendReport {
        data = List.copyOf(data);
    }

    /**
     * A bucket of a group.
     *
     * @param start first instant of the bucket
     * @param group a value for each name grouped by; null where the events have none
     * @param exact won, before VAT
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Row(Instant start, Map<String, @Nullable String> group, BigDecimal exact) {}
}
