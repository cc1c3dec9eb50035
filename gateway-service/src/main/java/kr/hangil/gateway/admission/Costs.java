package kr.hangil.gateway.admission;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.contracts.pricing.PriceSheet.DatedPrice;
import kr.hangil.gateway.metering.TokenCounts;

/** What requests cost by one price sheet, exact in won before VAT. Immutable. */
final class Costs {

    /** Before any sheet was seen: nobody knows what anything costs. */
    static final Costs UNKNOWN = new Costs(new PriceSheet(List.of()), false);

    private final boolean known;
    private final Map<String, Map<String, List<DatedPrice>>> byModel = new HashMap<>();

    private Costs(PriceSheet sheet, boolean known) {
        this.known = known;
        for (DatedPrice price : sheet.prices()) {
            byModel.computeIfAbsent(price.model(), model -> new HashMap<>())
                    .merge(price.meter(), List.of(price), Costs::joined);
        }
    }

    static Costs of(PriceSheet sheet) {
        return new Costs(sheet, true);
    }

    private static List<DatedPrice> joined(List<DatedPrice> some, List<DatedPrice> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    boolean areKnown() {
        return known;
    }

    /**
     * The cost at {@code at} of a request that used {@code tokens}, its fee with it where the model has one; empty when a meter
     * they use has no price then. Reasoning tokens cost what completion tokens do where they have no price of their own.
     */
    Optional<BigDecimal> of(String model, TokenCounts tokens, Instant at) {
        Optional<DatedPrice> reasoning = holding(meters(model), "reasoning", at);
        return of(model, tokens, reasoning.isEmpty() ? 0 : tokens.reasoning(), at);
    }

    /** The most that a request can cost, however much of its completion turns out to be reasoning. */
    Optional<BigDecimal> most(String model, TokenCounts tokens, Instant at) {
        Optional<BigDecimal> plain = of(model, tokens, 0, at);
        if (holding(meters(model), "reasoning", at).isEmpty()) {
            return plain;
        }
        return plain.flatMap(
                written -> of(model, tokens, tokens.completion(), at).map(reasoned -> reasoned.max(written)));
    }

    private Map<String, List<DatedPrice>> meters(String model) {
        return byModel.getOrDefault(model, Map.of());
    }

    private Optional<BigDecimal> of(String model, TokenCounts tokens, long reasoned, Instant at) {
        Map<String, List<DatedPrice>> meters = meters(model);
        Optional<DatedPrice> prompt = holding(meters, "prompt", at);
        Optional<DatedPrice> cached = holding(meters, "cached_prompt", at).or(() -> prompt);
        Optional<DatedPrice> completion = holding(meters, "completion", at);
        if (lacks(prompt, tokens.prompt() - tokens.cachedPrompt())
                || lacks(cached, tokens.cachedPrompt())
                || lacks(completion, tokens.completion() - reasoned)) {
            return Optional.empty();
        }
        return Optional.of(cost(prompt, tokens.prompt() - tokens.cachedPrompt())
                .add(cost(cached, tokens.cachedPrompt()))
                .add(cost(completion, tokens.completion() - reasoned))
                .add(cost(holding(meters, "reasoning", at), reasoned))
                .add(cost(holding(meters, "request", at), tokens.prompt() + tokens.completion() > 0 ? 1 : 0)));
    }

    private static boolean lacks(Optional<DatedPrice> price, long units) {
        return units > 0 && price.isEmpty();
    }

    private static Optional<DatedPrice> holding(Map<String, List<DatedPrice>> meters, String meter, Instant at) {
        for (DatedPrice price : meters.getOrDefault(meter, List.of())) {
            if (!at.isBefore(price.from()) && (price.to() == null || at.isBefore(price.to()))) {
                return Optional.of(price);
            }
        }
        return Optional.empty();
    }

    /** Exact: {@code per} is a power of ten. */
    private static BigDecimal cost(Optional<DatedPrice> price, long units) {
        return units <= 0 || price.isEmpty()
                ? BigDecimal.ZERO
                : price.get()
                        .amount()
                        .multiply(BigDecimal.valueOf(units))
                        .movePointLeft(powerOfTen(price.get().per()));
    }

    private static int powerOfTen(long number) {
        int power = 0;
        for (long rest = number; rest >= 10; rest /= 10) {
            power++;
        }
        return power;
    }
}
