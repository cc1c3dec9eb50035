package kr.hangil.portal.usage;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Sums of some usage.
 *
 * @param spend won before VAT, exact; null where billing's spend is not known
 */
public record Tally(
        long requests,
        long promptTokens,
        long cachedPromptTokens,
        long completionTokens,
        @Nullable BigDecimal spend) {

    public static final Tally NONE = new Tally(0, 0, 0, 0, null);

    public long tokens() {
        return promptTokens + completionTokens;
    }

    Tally plus(Tally other) {
        return new Tally(
                requests + other.requests,
                promptTokens + other.promptTokens,
                cachedPromptTokens + other.cachedPromptTokens,
                completionTokens + other.completionTokens,
                sum(spend, other.spend));
    }

    private static @Nullable BigDecimal sum(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.add(other);
    }
}
