package kr.hangil.gateway.admission;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.contracts.pricing.PriceSheet.DatedPrice;
import kr.hangil.gateway.metering.TokenCounts;
import org.jspecify.annotations.Nullable;

/** What requests cost by one price sheet, exact in won before VAT. Immutable. */
final class Costs {

    /** Before any sheet was seen: nobody knows what anything costs. */
    static final Costs UNKNOWN = new Costs(new PriceSheet(List.of()), false);

    private static final int VERSION_DIGITS = 8;

    private final @Nullable String tag;
    private final String version;
    private final Map<String, Meters> byModel = new HashMap<>();

    /**
     * A price while it holds.
     *
     * @param unit won for one unit, exact
     * @param from first instant it holds
     * @param to first instant it holds no more; null while open
     */
    private record Price(
            BigDecimal unit, Instant from, @Nullable Instant to) {

        static Price of(DatedPrice dated) {
            return new Price(dated.amount().movePointLeft(powerOfTen(dated.per())), dated.from(), dated.to());
        }

        boolean holds(Instant at) {
            return !at.isBefore(from) && (to == null || at.isBefore(to));
        }

        /** Exact: {@code number} is a power of ten. */
        private static int powerOfTen(long number) {
            int power = 0;
            for (long rest = number; rest >= 10; rest /= 10) {
                power++;
            }
            return power;
        }
    }

    /** Prices of one model, each meter's in no particular order; a meter without any has an empty list. */
    private record Meters(
            List<Price> prompt,
            List<Price> cachedPrompt,
            List<Price> completion,
            List<Price> reasoning,
            List<Price> request) {

        static final Meters NONE = of(Map.of());

        static Meters of(Map<String, List<Price>> byName) {
            return new Meters(
                    byName.getOrDefault("prompt", List.of()),
                    byName.getOrDefault("cached_prompt", List.of()),
                    byName.getOrDefault("completion", List.of()),
                    byName.getOrDefault("reasoning", List.of()),
                    byName.getOrDefault("request", List.of()));
        }
    }

    private Costs(PriceSheet sheet, boolean known) {
        String whole = sheet.version();
        this.tag = known ? '"' + whole + '"' : null;
        this.version = known ? whole.substring(0, VERSION_DIGITS) : "";
        sheet.prices().stream()
                .collect(Collectors.groupingBy(
                        DatedPrice::model,
                        Collectors.groupingBy(DatedPrice::meter, Collectors.mapping(Price::of, Collectors.toList()))))
                .forEach((model, prices) -> byModel.put(model, Meters.of(prices)));
    }

    static Costs of(PriceSheet sheet) {
        return new Costs(sheet, true);
    }

    boolean areKnown() {
        return tag != null;
    }

    /** The sheet's {@code ETag}; null while no prices are known. */
    @Nullable
    String tag() {
        return tag;
    }

    /** The first digits of the sheet's version; empty while no prices are known. */
    String version() {
        return version;
    }

    /**
     * The cost at {@code at} of a request that used {@code tokens}, its fee with it where the model has one; empty when a meter
     * they use has no price then. Reasoning tokens cost what completion tokens do where they have no price of their own.
     */
    Optional<BigDecimal> of(String model, TokenCounts tokens, Instant at) {
        Meters meters = meters(model);
        boolean reasons = holding(meters.reasoning(), at).isPresent();
        return of(meters, tokens, reasons ? tokens.reasoning() : 0, at);
    }

    /** The most that a request can cost, however much of its completion turns out to be reasoning. */
    Optional<BigDecimal> most(String model, TokenCounts tokens, Instant at) {
        Meters meters = meters(model);
        Optional<BigDecimal> plain = of(meters, tokens, 0, at);
        if (holding(meters.reasoning(), at).isEmpty()) {
            return plain;
        }
        return plain.flatMap(
                written -> of(meters, tokens, tokens.completion(), at).map(reasoned -> reasoned.max(written)));
    }

    private Meters meters(String model) {
        return byModel.getOrDefault(model, Meters.NONE);
    }

    private static Optional<BigDecimal> of(Meters meters, TokenCounts tokens, long reasoned, Instant at) {
        Optional<Price> prompt = holding(meters.prompt(), at);
        Optional<Price> cached = holding(meters.cachedPrompt(), at).or(() -> prompt);
        Optional<Price> completion = holding(meters.completion(), at);
        if (lacks(prompt, tokens.prompt() - tokens.cachedPrompt())
                || lacks(cached, tokens.cachedPrompt())
                || lacks(completion, tokens.completion() - reasoned)) {
            return Optional.empty();
        }
        return Optional.of(cost(prompt, tokens.prompt() - tokens.cachedPrompt())
                .add(cost(cached, tokens.cachedPrompt()))
                .add(cost(completion, tokens.completion() - reasoned))
                .add(cost(holding(meters.reasoning(), at), reasoned))
                .add(cost(holding(meters.request(), at), tokens.prompt() + tokens.completion() > 0 ? 1 : 0)));
    }

    private static boolean lacks(Optional<Price> price, long units) {
        return units > 0 && price.isEmpty();
    }

    private static Optional<Price> holding(List<Price> prices, Instant at) {
        for (Price price : prices) {
            if (price.holds(at)) {
                return Optional.of(price);
            }
        }
        return Optional.empty();
    }

    private static BigDecimal cost(Optional<Price> price, long units) {
        return units <= 0 || price.isEmpty()
                ? BigDecimal.ZERO
                : price.get().unit().multiply(BigDecimal.valueOf(units));
    }
}
