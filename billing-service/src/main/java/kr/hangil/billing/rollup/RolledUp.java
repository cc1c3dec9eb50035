package kr.hangil.billing.rollup;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one event adds to the roll-ups it is part of.
 *
 * @param time the event's time
 * @param source the gateway that metered it
 * @param sums what is added; those of an event that was parked and is charged now have no requests and no units, and
 *     take one from {@code unrated}
 */
public record RolledUp(
        String tenant,
        Instant time,
        String model,
        @Nullable String keyId,
        @Nullable String project,
        @Nullable String region,
        String source,
        Sums sums) {

    RollupKey key(RollupPeriod period) {
        return new RollupKey(tenant, period, period.floor(time), model, keyId, project, region, source);
    }

    /**
     * Sums of a roll-up.
     *
     * @param unrated requests that wait for a price
     * @param amount won, exact
     */
    public record Sums(
            long requests,
            long promptTokens,
            long cachedPromptTokens,
            long completionTokens,
            long reasoningTokens,
            long images,
            long audioSeconds,
            long unrated,
            BigDecimal amount) {

        /** An event that was parked and has its price now. */
        public static Sums settled(BigDecimal amount) {
            return new Sums(0, 0, 0, 0, 0, 0, 0, -1, amount);
        }

        Sums plus(Sums other) {
            return new Sums(
                    Math.addExact(requests, other.requests),
                    Math.addExact(promptTokens, other.promptTokens),
                    Math.addExact(cachedPromptTokens, other.cachedPromptTokens),
                    Math.addExact(completionTokens, other.completionTokens),
                    Math.addExact(reasoningTokens, other.reasoningTokens),
                    Math.addExact(images, other.images),
                    Math.addExact(audioSeconds, other.audioSeconds),
                    Math.addExact(unrated, other.unrated),
                    amount.add(other.amount));
        }
    }
}
