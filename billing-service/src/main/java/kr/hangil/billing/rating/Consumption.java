package kr.hangil.billing.rating;

import java.time.Instant;

/**
 * The part of a usage event that has a price.
 *
 * @param model the served name
 * @param time the event's time: the prices of this instant count
 * @param promptTokens tokens read, cached ones included, >= 0
 * @param cachedPromptTokens 0..promptTokens
 * @param completionTokens tokens written, >= 0
 */
public record Consumption(
        String model, Instant time, long promptTokens, long cachedPromptTokens, long completionTokens) {

    public Consumption {
        if (cachedPromptTokens < 0 || cachedPromptTokens > promptTokens || completionTokens < 0) {
            throw new IllegalArgumentException("not a consumption: prompt %d, cached %d, completion %d"
                    .formatted(promptTokens, cachedPromptTokens, completionTokens));
        }
    }
}
