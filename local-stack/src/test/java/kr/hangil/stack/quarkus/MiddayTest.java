package kr.hangil.stack.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiddayTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11-15T02:59:59.999Z, 2026-10-15T03:00:00Z",
        "2026-11-15T03:00:00Z,     2026-11-15T03:00:00Z",
        "2026-11-30T14:59:59Z,     2026-11-15T03:00:00Z",
        "2026-11-30T15:00:00Z,     2026-11-15T03:00:00Z",
        "2026-12-31T23:59:59Z,     2026-12-15T03:00:00Z",
    })
    void shouldBeTheLatestNoonOfA15thInSeoul(Instant instant, Instant noon) {
        assertThat(Midday.latestNoon(instant)).isEqualTo(noon);
    }
}
