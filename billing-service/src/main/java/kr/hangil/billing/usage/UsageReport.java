package kr.hangil.billing.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant used.
 *
 * @param bucket {@code 1h}, {@code 1d} or {@code 1mo}
 * @param groupBy the names in every row's {@code group}
 * @param data buckets with usage only, by start and then by group
 */
record UsageReport(String tenant, Instant from, Instant to, String bucket, List<String> groupBy, List<Row> data) {

    UsageReport {
        groupBy = List.copyOf(groupBy);
        data = List.copyOf(data);
    }

    /**
     * @param start first instant of the bucket
     * @param end first instant after it
     * @param group a value for every name of {@code groupBy}, null where there is none
     * @param requests events, also those that used nothing
     * @param unrated those of them that wait for a price
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Row(
            Instant start,
            Instant end,
            Map<String, @Nullable String> group,
            long requests,
            long promptTokens,
            long cachedPromptTokens,
            long completionTokens,
            long reasoningTokens,
            long images,
            long audioSeconds,
            long unrated) {}
}
