package kr.hangil.billing.rating;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rates usage. The same event and prices always give the same lines. */
public final class Rater {

    private Rater() {}

    /**
     * Lines for every meter with tokens. Cached prompt tokens have their own line where {@link Meter#CACHED_PROMPT} has
     * a price at that time, and are plain prompt tokens otherwise.
     */
    public static Rating rate(Consumption used, PriceList prices) {
        Optional<Price> cachedPrice = prices.at(used.model(), Meter.CACHED_PROMPT, used.time());
        long cached = cachedPrice.isPresent() ? used.cachedPromptTokens() : 0;

        List<Rating.Line> lines = new ArrayList<>(Meter.values().length);
        for (Meter meter : Meter.values()) {
            long quantity = switch (meter) {
                case PROMPT -> used.promptTokens() - cached;
                case CACHED_PROMPT -> cached;
                case COMPLETION -> used.completionTokens();
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
}
