package kr.hangil.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RollingWindowTest {

    private static final long NOW = 1_800_000_003_000L;

    private final RollingWindow window = new RollingWindow();

    @Test
    void shouldCountAWholeMinuteAndForgetItWithoutAReset() {
        window.add(RollingWindow.bucketOf(NOW), 7);

        assertThat(window.used(NOW + 60_000)).isEqualTo(7);
        assertThat(window.used(NOW + 65_000)).isZero();
    }

    @Test
    void shouldSayWhenThereIsRoomAgain() {
        window.add(RollingWindow.bucketOf(NOW), 7);
        window.add(RollingWindow.bucketOf(NOW + 10_000), 3);

        assertThat(window.until(NOW + 10_000, 10)).isEqualTo(Duration.ZERO);
        assertThat(window.until(NOW + 10_000, 5)).isEqualTo(Duration.ofMillis(52_000));
        assertThat(window.until(NOW + 10_000, 0)).isEqualTo(Duration.ofMillis(62_000));
    }

    @Test
    void shouldGiveBackOnlyInsideTheWindow() {
        window.add(RollingWindow.bucketOf(NOW), 7);
        window.add(RollingWindow.bucketOf(NOW), -5);
        window.add(RollingWindow.bucketOf(NOW + 70_000), 1);
        window.add(RollingWindow.bucketOf(NOW), -2);

        assertThat(window.used(NOW)).isEqualTo(1);
    }
}
