package kr.hangil.billing.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    private static final String WRITTEN = "0123456789-:.,TZtz+ ٣e";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T09:00:00.1Z",
                "2026-11-24T09:00:00.123456789Z",
                "2024-02-29T23:59:59.999999Z",
                "0000-01-01T00:00:00.0Z",
                "9999-12-31T23:59:59.999Z",
                "2026-11-24T09:00:00Z",
                "2026-11-24T18:00:00.123+09:00"
            })
    void shouldReadWhatTheJdkReads(String text) {
        assertThat(Rfc3339.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-24",
                "2026-02-29T09:00:00.1Z",
                "2026-13-01T09:00:00.1Z",
                "2026-00-01T09:00:00.1Z",
                "2026-11-00T09:00:00.1Z",
                "2026-11-31T09:00:00.1Z",
                "2026-11-24T24:00:00.0Z",
                "2026-11-24T09:60:00.1Z",
                "2026-11-24T09:00:60.1Z",
                "2026-11-24 09:00:00.1Z",
                "2026-11-24T09:00:00.1234567890Z",
                "2026-11-24T09:00:00.1",
                "2026-11-24T09:00:00.+1Z",
                "2026-11-24T09:00:00.1Z+09:00",
                "2026-11-24T09:00:00.٣Z",
                "٢٠26-11-24T09:00:00.1Z",
                "-026-11-24T09:00:00.1Z"
            })
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> OffsetDateTime.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
    }

    /** Three quarters of the texts are times in which a few characters were changed, left out or put in. */
    @Property(tries = 20_000)
    void shouldAgreeWithTheJdk(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second, @ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(
                Instant.ofEpochSecond(second, random.nextInt(1_000_000_000)).toString());
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            char other = WRITTEN.charAt(random.nextInt(WRITTEN.length()));
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, other);
                default -> text.setCharAt(at, other);
            }
        }

        assertThat(ours(text.toString())).as(text.toString()).isEqualTo(theirs(text.toString()));
    }

    private static Optional<Instant> ours(String text) {
        try {
            return Optional.of(Rfc3339.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> theirs(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Test
    void shouldTakeNoTimeWithoutItsOffset() {
        assertThatThrownBy(() -> Rfc3339.parse("2026-11-24T09:00:00.123")).isInstanceOf(DateTimeException.class);
    }
}
