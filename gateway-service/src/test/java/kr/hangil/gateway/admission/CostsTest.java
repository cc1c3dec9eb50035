package kr.hangil.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.contracts.pricing.PriceSheet.DatedPrice;
import kr.hangil.gateway.metering.TokenCounts;
import org.junit.jupiter.api.Test;

class CostsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    private final Costs costs = Costs.of(new PriceSheet(List.of(
            price("prompt", 1_000, "1"),
            price("completion", 1_000, "4"),
            price("reasoning", 1_000, "6"),
            price("request", 1, "0.5"))));

    @Test
    void shouldCostWhatBillingWillChargeForReasoningAndTheRequest() {
        // 1,000 x 1 + (500 - 200) x 4 + 200 x 6 for a thousand each, and the fee
        assertThat(costs.of("m", new TokenCounts(1_000, 0, 500, 200, false), NOW))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("3.9"));
        assertThat(costs.of("m", TokenCounts.NONE, NOW))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("0"));
    }

    @Test
    void shouldReserveForACompletionThatMayAllBeReasoning() {
        assertThat(costs.most("m", new TokenCounts(1_000, 0, 500, 0, true), NOW))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("4.5"));
    }

    @Test
    void shouldCountReasoningAsCompletionAndNoFeeWhereTheyHaveNoPrice() {
        Costs plain = Costs.of(new PriceSheet(List.of(price("prompt", 1_000, "1"), price("completion", 1_000, "4"))));
        TokenCounts tokens = new TokenCounts(1_000, 0, 500, 200, false);

        assertThat(plain.of("m", tokens, NOW))
                .hasValueSatisfying(cost -> assertThat(cost).isEqualByComparingTo("3"));
        assertThat(plain.most("m", tokens, NOW)).isEqualTo(plain.of("m", tokens, NOW));
    }

    @Test
    void shouldHaveNoCostWhereWhatIsUsedHasNoPrice() {
        Costs feeAlone = Costs.of(new PriceSheet(List.of(price("request", 1, "10"))));

        assertThat(feeAlone.most("m", new TokenCounts(1, 0, 0, 0, true), NOW)).isEmpty();
        assertThat(costs.most("other", new TokenCounts(1, 0, 0, 0, true), NOW)).isEmpty();
    }

    private static DatedPrice price(String meter, long per, String amount) {
        return new DatedPrice("m", meter, per, new BigDecimal(amount), Instant.EPOCH, null, null);
    }
}
