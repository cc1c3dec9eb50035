package kr.hangil.contracts.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import kr.hangil.contracts.pricing.PriceSheet.DatedPrice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceSheetTest {

    private static final Instant TO = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void shouldHaveOneVersionForTheSamePrices() {
        assertThat(sheet("1.5", null).version())
                .matches("[0-9a-f]{64}")
                .isEqualTo(sheet("1.5", null).version());
    }

    @Test
    void shouldHaveAnotherVersionOnceAPriceChangesOrEnds() {
        assertThat(List.of(
                        new PriceSheet(List.of()).version(),
                        sheet("1.5", null).version(),
                        sheet("1.6", null).version(),
                        sheet("1.5", TO).version()))
                .doesNotHaveDuplicates();
    }

    private static PriceSheet sheet(String amount, @Nullable Instant to) {
        return new PriceSheet(List.of(new DatedPrice(
                "m", "prompt", 1_000, new BigDecimal(amount), Instant.parse("2026-01-01T00:00:00Z"), to, "token")));
    }
}
