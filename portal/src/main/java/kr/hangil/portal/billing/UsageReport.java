package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant used, in buckets that have usage.
 *
 * @param data by start and then by group
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record UsageReport(List<Row> data) {

    public UsageReport {
        data = List.copyOf(data);
    }

    /**
     * A bucket of a group.
     *
     * @param start first instant of the bucket
     * @param group a value for each name grouped by; null where the events have none
     * @param cachedPromptTokens those of {@code promptTokens} that a cache answered
     * @param reasoningTokens those of {@code completionTokens} that were reasoning
     * @param images images read or made
     * @param audioSeconds whole seconds of sound heard or spoken
     * @param unrated requests that wait for a price
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Row(
            Instant start,
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
