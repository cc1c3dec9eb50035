package kr.hangil.portal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FormatsTest {

    private final Formats korean = new Formats(Language.KO);
    private final Formats english = new Formats(Language.EN);

    @Test
    void shouldCutToWholeWonAndNeverShowSomethingAsNothing() {
        assertThat(korean.won(new BigDecimal("1234.999999999"))).isEqualTo("1,234원");
        assertThat(english.won(new BigDecimal("1234.999999999"))).isEqualTo("₩1,234");
        assertThat(korean.won(new BigDecimal("0.000000001"))).isEqualTo("1원 미만");
        assertThat(english.won(new BigDecimal("0.4215"))).isEqualTo("under ₩1");
        assertThat(korean.won(BigDecimal.ZERO)).isEqualTo("0원");
    }

    @Test
    void shouldShowEveryDecimalWhenExact() {
        assertThat(korean.exact(new BigDecimal("12345678901234567.123456789")))
                .isEqualTo("12,345,678,901,234,567.123456789원");
        assertThat(english.exact(new BigDecimal("0.421500000"))).isEqualTo("₩0.4215");
    }

    @Test
    void shouldPutTheSignBeforeTheAmountWhenSomethingIsTakenOff() {
        assertThat(korean.wholeWon(-1234)).isEqualTo("−1,234원");
        assertThat(english.wholeWon(-1234)).isEqualTo("−₩1,234");
    }

    @Test
    void shouldTellTimeInSeoul() {
        Instant evening = Instant.parse("2026-11-24T18:05:00Z");

        assertThat(korean.dateTime(evening)).isEqualTo("2026. 11. 25. 03:05");
        assertThat(english.dateTime(evening)).isEqualTo("25 Nov 2026, 03:05");
    }

    @Test
    void shouldChooseCookieThenBrowserThenKorean() {
        assertThat(Language.choose("en", "ko")).isEqualTo(Language.EN);
        assertThat(Language.choose("xx", "en-US,en;q=0.8")).isEqualTo(Language.EN);
        assertThat(Language.choose(null, "fr,de")).isEqualTo(Language.KO);
        assertThat(Language.choose(null, "ko-KR;q=0.3,en;q=0.9")).isEqualTo(Language.EN);
        assertThat(Language.choose(null, "not a language;;;")).isEqualTo(Language.KO);
        assertThat(Language.choose(null, null)).isEqualTo(Language.KO);
    }
}
