package kr.hangil.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;

class RaterPropertyTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    @Property
    void shouldCostTheSameHoweverUsageIsCutIntoEvents(
            @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 1_000_000_000) Long> tokens,
            @ForAll @BigRange(min = "0", max = "100000") @Scale(9) BigDecimal amount) {
        PriceList prices =
                new PriceList(List.of(new Price(1, "m", Meter.COMPLETION, 1_000_000, amount, Instant.EPOCH, null)));

        BigDecimal apart = tokens.stream().map(count -> cost(count, prices)).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal together = cost(tokens.stream().mapToLong(Long::longValue).sum(), prices);

        assertThat(apart).isEqualByComparingTo(together);
    }

    @Property
    void shouldChargeEveryTokenOnce(
            @ForAll @LongRange(min = 0, max = 1_000_000) long prompt,
            @ForAll @LongRange(min = 0, max = 1_000_000) long cached,
            @ForAll @LongRange(min = 0, max = 1_000_000) long completion,
            @ForAll boolean cachedHasPrice) {
        long cachedPart = Math.min(cached, prompt);
        PriceList prices = new PriceList(
                cachedHasPrice
                        ? List.of(price(Meter.PROMPT), price(Meter.CACHED_PROMPT), price(Meter.COMPLETION))
                        : List.of(price(Meter.PROMPT), price(Meter.COMPLETION)));

        Rating rating = Rater.rate(new Consumption("m", NOW, prompt, cachedPart, completion, 0, 0, 0), prices);

        List<Rating.Line> lines = ((Rating.Rated) rating).lines();
        assertThat(lines.stream().mapToLong(Rating.Line::quantity).sum()).isEqualTo(prompt + completion);
        assertThat(lines).allSatisfy(line -> assertThat(line.quantity()).isPositive());
    }

    /** Reasoning and the rest of a completion add up to it, whatever is priced apart; the rest of a book changes nothing. */
    @Property
    void shouldPartCompletionsIntoReasoningAndTheRest(
            @ForAll @LongRange(min = 0, max = 1_000_000) long prompt,
            @ForAll @LongRange(min = 0, max = 1_000_000) long written,
            @ForAll @LongRange(min = 0, max = 1_000_000) long reasoned,
            @ForAll @LongRange(min = 0, max = 100) long images,
            @ForAll @LongRange(min = 0, max = 100_000) long seconds,
            @ForAll boolean reasoningHasPrice,
            @ForAll boolean requestHasPrice,
            @ForAll @BigRange(min = "0", max = "100000") @Scale(9) BigDecimal amount) {
        Consumption used =
                new Consumption("m", NOW, prompt, 0, Math.addExact(written, reasoned), reasoned, images, seconds);
        List<Price> book = new ArrayList<>(
                List.of(price(Meter.PROMPT), price(Meter.COMPLETION, amount), price(Meter.IMAGE), price(Meter.SECOND)));
        if (reasoningHasPrice) {
            book.add(price(Meter.REASONING, amount));
        }
        if (requestHasPrice) {
            book.add(price(Meter.REQUEST));
        }

        Rating rating = Rater.rate(used, new PriceList(book));

        Map<Meter, Rating.Line> lines = ((Rating.Rated) rating)
                .lines().stream().collect(Collectors.toMap(Rating.Line::meter, Function.identity()));
        assertThat(quantity(lines, Meter.COMPLETION) + quantity(lines, Meter.REASONING))
                .isEqualTo(written + reasoned);
        assertThat(quantity(lines, Meter.REASONING)).isEqualTo(reasoningHasPrice ? reasoned : 0);
        assertThat(amount(lines, Meter.COMPLETION).add(amount(lines, Meter.REASONING)))
                .isEqualByComparingTo(price(Meter.COMPLETION, amount).of(written + reasoned));
        assertThat(quantity(lines, Meter.PROMPT)).isEqualTo(prompt);
        assertThat(quantity(lines, Meter.IMAGE)).isEqualTo(images);
        assertThat(quantity(lines, Meter.SECOND)).isEqualTo(seconds);
        boolean anything = prompt + written + reasoned + images + seconds > 0;
        assertThat(quantity(lines, Meter.REQUEST)).isEqualTo(requestHasPrice && anything ? 1 : 0);
        assertThat(Rater.rate(used, new PriceList(book.reversed()))).isEqualTo(rating);
    }

    private static long quantity(Map<Meter, Rating.Line> lines, Meter meter) {
        Rating.Line line = lines.get(meter);
        return line == null ? 0 : line.quantity();
    }

    private static BigDecimal amount(Map<Meter, Rating.Line> lines, Meter meter) {
        Rating.Line line = lines.get(meter);
        return line == null ? BigDecimal.ZERO : line.amount();
    }

    private static BigDecimal cost(long tokens, PriceList prices) {
        Rating rating = Rater.rate(new Consumption("m", NOW, 0, 0, tokens, 0, 0, 0), prices);
        return ((Rating.Rated) rating)
                .lines().stream().map(Rating.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Price price(Meter meter) {
        return price(meter, BigDecimal.ONE);
    }

    private static Price price(Meter meter, BigDecimal amount) {
        return new Price(1, "m", meter, 1_000, amount, Instant.EPOCH, null);
    }
}
