package kr.hangil.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
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

        Rating rating = Rater.rate(new Consumption("m", NOW, prompt, cachedPart, completion), prices);

        List<Rating.Line> lines = ((Rating.Rated) rating).lines();
        assertThat(lines.stream().mapToLong(Rating.Line::quantity).sum()).isEqualTo(prompt + completion);
        assertThat(lines).allSatisfy(line -> assertThat(line.quantity()).isPositive());
    }

    private static BigDecimal cost(long tokens, PriceList prices) {
        Rating rating = Rater.rate(new Consumption("m", NOW, 0, 0, tokens), prices);
        return ((Rating.Rated) rating)
                .lines().stream().map(Rating.Line::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Price price(Meter meter) {
        return new Price(1, "m", meter, 1_000, BigDecimal.ONE, Instant.EPOCH, null);
    }
}
