package kr.hangil.gateway.metering;

import kr.hangil.contracts.usage.UsageData;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended.
 *
 * @param outcome completed, cancelled or failed
 * @param counts tokens that were used
 * @param free whether nobody is billed for them
 * @param modelDigest version that served; null when no pod answered
 * @param ttftMillis from the request to the first byte of the answer; null when none came
 * @param durationMillis from the request to its end
 */
public record Ending(
        UsageData.Outcome outcome,
        TokenCounts counts,
        boolean free,
        @Nullable String modelDigest,
        @Nullable Long ttftMillis,
        long durationMillis) {

    /** Tokens to bill. */
    TokenCounts billed() {
        return free ? TokenCounts.NONE : counts;
    }
}
