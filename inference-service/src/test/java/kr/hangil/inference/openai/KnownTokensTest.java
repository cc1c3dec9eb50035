package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownTokensTest {

    private static final KnownTokens.Caller GATEWAY =
            new KnownTokens.Caller("gateway-service", Set.of("inference-caller"));
    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private Instant now = START;
    private final KnownTokens tokens = new KnownTokens(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    private static KnownTokens.Checked token(String credential) {
        return new KnownTokens.Checked(credential, 0);
    }

    @Test
    void shouldNotKnowWhatWasCheckedWithOtherKeys() {
        // Given
        tokens.keep(token("Bearer abc"), GATEWAY, START.plus(Duration.ofHours(1)));

        // When, Then
        assertThat(tokens.find(new KnownTokens.Checked("Bearer abc", 1))).isNull();
    }

    @Test
    void shouldKnowATokenForAMinuteAndNoOther() {
        // Given
        tokens.keep(token("Bearer abc"), GATEWAY, START.plus(Duration.ofHours(1)));

        // When, Then
        assertThat(tokens.find(token("Bearer abc"))).isEqualTo(GATEWAY);
        assertThat(tokens.find(token("Bearer abcd"))).isNull();
        now = START.plus(KnownTokens.TRUST);
        assertThat(tokens.find(token("Bearer abc"))).isNull();
    }

    @Test
    void shouldNotKnowATokenThatHasExpired() {
        // Given
        tokens.keep(token("Bearer abc"), GATEWAY, START.plusSeconds(10));
        assertThat(tokens.find(token("Bearer abc"))).isNotNull();

        // When
        now = START.plusSeconds(10);

        // Then
        assertThat(tokens.find(token("Bearer abc"))).isNull();
    }

    @Test
    void shouldStayBounded() {
        // When
        for (int i = 0; i < 1000; i++) {
            tokens.keep(token("Bearer " + i), GATEWAY, START.plus(Duration.ofHours(1)));
        }

        // Then
        assertThat(tokens.find(token("Bearer 0"))).isNull();
        assertThat(tokens.find(token("Bearer 999"))).isNotNull();
    }
}
