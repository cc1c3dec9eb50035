package kr.hangil.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T09:00:00Z",
                "2026-11-24T09:00:00.007Z",
                "2026-11-24T09:00:00.070Z",
                "2026-11-24T09:00:01.700Z",
                "2026-11-24T09:00:01.000700Z",
                "1969-12-31T23:59:59.999Z",
                "+12026-11-24T09:00:00.123Z"
            })
    void shouldWriteAMomentAsItsOwnTextIs(String text) {
        assertThat(Moments.text(Instant.parse(text))).isEqualTo(text);
    }
}
