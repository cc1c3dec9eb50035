package kr.hangil.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RaterTest {

    private static final Instant NOON = Instant.parse("2026-11-24T03:00:00Z");

    @Test
    void shouldChargeEveryMeterExactly() {
        PriceList prices = new PriceList(List.of(
                price(1, Meter.PROMPT, "150", null),
                price(2, Meter.CACHED_PROMPT, "75", null),
                price(3, Meter.COMPLETION, "600.000000001", null)));

        Rating rating = Rater.rate(used(NOON, 1_000, 400, 7), prices);

        assertThat(rating)
                .isEqualTo(new Rating.Rated(List.of(
                        new Rating.Line(Meter.PROMPT, 1, 600, new BigDecimal("0.090000000000000")),
                        new Rating.Line(Meter.CACHED_PROMPT, 2, 400, new BigDecimal("0.030000000000000")),
                        new Rating.Line(Meter.COMPLETION, 3, 7, new BigDecimal("0.004200000000007")))));
    }

    @Test
    void shouldChargeCachedTokensAsPromptTokensWhenTheyHaveNoPriceOfTheirOwn() {
        PriceList prices = new PriceList(List.of(price(1, Meter.PROMPT, "150", null)));

        Rating rating = Rater.rate(used(NOON, 1_000, 400, 0), prices);

        assertThat(rating)
                .isEqualTo(new Rating.Rated(
                        List.of(new Rating.Line(Meter.PROMPT, 1, 1_000, new BigDecimal("0.150000000000000")))));
    }

    @Test
    void shouldLeaveTheWholeEventUnratedWhenOneMeterHasNoPrice() {
        PriceList prices = new PriceList(List.of(price(1, Meter.PROMPT, "150", null)));

        Rating rating = Rater.rate(used(NOON, 10, 0, 10), prices);

        assertThat(rating).isEqualTo(new Rating.Unrated(Meter.COMPLETION));
    }

    @Test
    void shouldNeedNoPriceForAMeterWithoutTokens() {
        assertThat(Rater.rate(used(NOON, 0, 0, 0), new PriceList(List.of()))).isEqualTo(new Rating.Rated(List.of()));
    }

    @Test
    void shouldTakeThePriceOfTheEventsOwnInstant() {
        Price before = new Price(
                1, "m", Meter.PROMPT, 1_000_000, new BigDecimal("100"), Instant.parse("2026-01-01T00:00:00Z"), NOON);
        Price after = new Price(2, "m", Meter.PROMPT, 1_000_000, new BigDecimal("200"), NOON, null);
        PriceList prices = new PriceList(List.of(before, after));

        assertThat(priceOf(Rater.rate(used(NOON.minusNanos(1_000), 1, 0, 0), prices)))
                .isEqualTo(1);
        assertThat(priceOf(Rater.rate(used(NOON, 1, 0, 0), prices))).isEqualTo(2);
    }

    @Test
    void shouldRefuseAPriceThatWouldHaveToBeRounded() {
        assertThatThrownBy(() -> price(1, Meter.PROMPT, "0.0000000001", null)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new Price(1, "m", Meter.PROMPT, 3, BigDecimal.ONE, NOON, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldChargeReasoningAndTheRequestApartOnlyWhereTheyHaveAPrice() {
        Price prompt = price(1, Meter.PROMPT, "150", null);
        Price completion = price(2, Meter.COMPLETION, "600", null);
        Price reasoning = price(3, Meter.REASONING, "900", null);
        Price request = new Price(4, "m", Meter.REQUEST, 1, new BigDecimal("2.5"), Instant.EPOCH, null);
        Consumption used = new Consumption("m", NOON, 1_000, 0, 500, 200, 0, 0);

        assertThat(Rater.rate(used, new PriceList(List.of(prompt, completion))))
                .isEqualTo(new Rating.Rated(List.of(
                        new Rating.Line(Meter.PROMPT, 1, 1_000, new BigDecimal("0.150000000000000")),
                        new Rating.Line(Meter.COMPLETION, 2, 500, new BigDecimal("0.300000000000000")))));
        assertThat(Rater.rate(used, new PriceList(List.of(prompt, completion, reasoning, request))))
                .isEqualTo(new Rating.Rated(List.of(
                        new Rating.Line(Meter.PROMPT, 1, 1_000, new BigDecimal("0.150000000000000")),
                        new Rating.Line(Meter.COMPLETION, 2, 300, new BigDecimal("0.180000000000000")),
                        new Rating.Line(Meter.REASONING, 3, 200, new BigDecimal("0.180000000000000")),
                        new Rating.Line(Meter.REQUEST, 4, 1, new BigDecimal("2.500000000000000")))));
    }

    @Test
    void shouldChargeImagesAndSecondsAndWaitWhereTheyHaveNoPrice() {
        Price image = new Price(1, "m", Meter.IMAGE, 1, new BigDecimal("30"), Instant.EPOCH, null);
        Price second = new Price(2, "m", Meter.SECOND, 10, new BigDecimal("4"), Instant.EPOCH, null);
        Consumption used = new Consumption("m", NOON, 0, 0, 0, 0, 3, 7);

        assertThat(Rater.rate(used, new PriceList(List.of(image, second))))
                .isEqualTo(new Rating.Rated(List.of(
                        new Rating.Line(Meter.IMAGE, 1, 3, new BigDecimal("90.000000000000000")),
                        new Rating.Line(Meter.SECOND, 2, 7, new BigDecimal("2.800000000000000")))));
        assertThat(Rater.rate(used, new PriceList(List.of(image)))).isEqualTo(new Rating.Unrated(Meter.SECOND));
        assertThat(Rater.rate(used, new PriceList(List.of(second)))).isEqualTo(new Rating.Unrated(Meter.IMAGE));
    }

    @Test
    void shouldAskNoFeeOfAnEventThatUsedNothing() {
        Price request = new Price(4, "m", Meter.REQUEST, 1, new BigDecimal("2.5"), Instant.EPOCH, null);

        assertThat(Rater.rate(used(NOON, 0, 0, 0), new PriceList(List.of(request))))
                .isEqualTo(new Rating.Rated(List.of()));
    }

    private static long priceOf(Rating rating) {
        return ((Rating.Rated) rating).lines().getFirst().priceId();
    }

    private static Price price(long id, Meter meter, String amount, @Nullable Instant to) {
        return new Price(id, "m", meter, 1_000_000, new BigDecimal(amount), Instant.parse("2026-01-01T00:00:00Z"), to);
    }

    private static Consumption used(Instant time, long prompt, long cached, long completion) {
        return new Consumption("m", time, prompt, cached, completion, 0, 0, 0);
    }
}
