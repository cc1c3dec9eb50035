package kr.hangil.billing.rating;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rates usage. The same event and prices always give the same lines. */
public final class Rater {

    private Rater() {}

    /**
     * Lines for every meter that was used. Cached prompt tokens have their own line where {@link Meter#CACHED_PROMPT} has
     * a price at that time, and are plain prompt tokens otherwise; so do reasoning tokens among those of the completion. The
     * request itself has a line where {@link Meter#REQUEST} has a price.
     */
    public static Rating rate(Consumption used, PriceList prices) {
        long cached = ifPriced(Meter.CACHED_PROMPT, used.cachedPromptTokens(), used, prices);
        long reasoning = ifPriced(Meter.REASONING, used.reasoningTokens(), used, prices);

        List<Rating.Line> lines = new ArrayList<>(Meter.values().length);
        for (Meter meter : Meter.values()) {
            long quantity = switch (meter) {
                case PROMPT -> used.promptTokens() - cached;
                case CACHED_PROMPT -> cached;
                case COMPLETION -> used.completionTokens() - reasoning;
                case REASONING -> reasoning;
                case REQUEST -> ifPriced(Meter.REQUEST, used.requests(), used, prices);
                case IMAGE -> used.images();
                case SECOND -> used.audioSeconds();
            };
            if (quantity == 0) {
                continue;
            }
            Optional<Price> price = prices.at(used.model(), meter, used.time());
            if (price.isEmpty()) {
                return new Rating.Unrated(meter);
            }
            lines.add(new Rating.Line(
                    meter, price.get().id(), quantity, price.get().of(quantity)));
        }
        return new Rating.Rated(lines);
    }

    private static long ifPriced(Meter meter, long quantity, Consumption used, PriceList prices) {
        return quantity > 0 && prices.at(used.model(), meter, used.time()).isPresent() ? quantity : 0;
    }
}
