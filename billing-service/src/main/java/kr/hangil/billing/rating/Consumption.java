package kr.hangil.billing.rating;

import java.time.Instant;

/**
 * The part of a usage event that has a price.
 *
 * @param model the served name
 * @param time the event's time: the prices of this instant count
 * @param promptTokens tokens read, cached ones included, >= 0
 * @param cachedPromptTokens 0..promptTokens
 * @param completionTokens tokens written, reasoning included, >= 0
 * @param reasoningTokens 0..completionTokens
 * @param images read or made, >= 0
 * @param audioSeconds heard or spoken, >= 0
 */
public record Consumption(
        String model,
        Instant time,
        long promptTokens,
        long cachedPromptTokens,
        long completionTokens,
        long reasoningTokens,
        long images,
        long audioSeconds) {

    public Consumption {
        if (cachedPromptTokens < 0
                || cachedPromptTokens > promptTokens
                || reasoningTokens < 0
                || reasoningTokens > completionTokens
                || images < 0
                || audioSeconds < 0) {
            throw new IllegalArgumentException(
                    "not a consumption: prompt %d, cached %d, completion %d, reasoning %d, images %d, seconds %d"
                            .formatted(
                                    promptTokens,
                                    cachedPromptTokens,
                                    completionTokens,
                                    reasoningTokens,
                                    images,
                                    audioSeconds));
        }
    }

    /** 1 where anything was used: an attempt that failed or was left before it delivered is no request. */
    public long requests() {
        return promptTokens > 0 || completionTokens > 0 || images > 0 || audioSeconds > 0 ? 1 : 0;
    }
}
