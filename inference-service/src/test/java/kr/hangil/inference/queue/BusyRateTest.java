package kr.hangil.inference.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusyRateTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final BusyRate rate = new BusyRate(Duration.ofSeconds(10), 0);

    private long work(long from, int seconds, long perSecond) {
        long now = from;
        for (int i = 0; i < 10 * seconds; i++) {
            now += SECOND / 10;
            rate.advance(now, true);
            rate.add(perSecond / 10);
        }
        return now;
    }

    @Test
    void shouldKnowNothingBeforeAnyWork() {
        // When
        rate.advance(100 * SECOND, false);

        // Then
        assertThat(rate.perSecond()).isNull();
    }

    @Test
    void shouldNotBeLoweredByIdleHours() {
        // Given
        long end = work(0, 30, 50);

        // When
        rate.advance(end + 3600 * SECOND, false);

        // Then
        assertThat(rate.perSecond()).isNotNull().isCloseTo(50, within(1.0));
    }

    @Test
    void shouldFollowWhatIsMeasuredNow() {
        // Given
        long end = work(0, 60, 50);

        // When
        work(end, 30, 200);

        // Then
        assertThat(rate.perSecond()).isNotNull().isBetween(180.0, 201.0);
    }
}
