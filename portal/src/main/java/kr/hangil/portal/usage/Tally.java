package kr.hangil.portal.usage;

import java.math.BigDecimal;
import kr.hangil.portal.billing.SpendReport;
import kr.hangil.portal.billing.UsageReport;
import org.jspecify.annotations.Nullable;

/**
 * Sums of some usage.
 *
 * @param cachedPromptTokens those of {@code promptTokens} that a cache answered
 * @param reasoningTokens those of {@code completionTokens} that were reasoning
 * @param audioSeconds whole seconds of sound heard or spoken
 * @param spend won before VAT, exact; null where billing's spend is not known
 */
public record Tally(
        long requests,
        long promptTokens,
        long cachedPromptTokens,
        long completionTokens,
        long reasoningTokens,
        long images,
        long audioSeconds,
        @Nullable BigDecimal spend) {

    public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, null);

    /** What was used, whatever it cost. */
    static Tally of(UsageReport.Row row) {
        return new Tally(
                row.requests(),
                row.promptTokens(),
                row.cachedPromptTokens(),
                row.completionTokens(),
                row.reasoningTokens(),
                row.images(),
                row.audioSeconds(),
                null);
    }

    /** What it cost, whatever was used. */
    static Tally of(SpendReport.Row row) {
        return new Tally(0, 0, 0, 0, 0, 0, 0, row.exact());
    }

    public long tokens() {
        return promptTokens + completionTokens;
    }

    Tally plus(Tally other) {
        return new Tally(
                requests + other.requests,
                promptTokens + other.promptTokens,
                cachedPromptTokens + other.cachedPromptTokens,
                completionTokens + other.completionTokens,
                reasoningTokens + other.reasoningTokens,
                images + other.images,
                audioSeconds + other.audioSeconds,
                sum(spend, other.spend));
    }

    private static @Nullable BigDecimal sum(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.add(other);
    }
}
