package kr.hangil.stack.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {

    private final RestartPolicy policy =
            new RestartPolicy(Duration.ofMillis(250), Duration.ofSeconds(20), Duration.ofSeconds(60));

    @Test
    void shouldDoubleTheWaitUpToItsMaximum() {
        // When
        var waits = IntStream.of(1, 2, 3, 7, 8, 1_000_000)
                .mapToObj(policy::waitAfter)
                .map(Duration::toMillis)
                .toList();

        // Then
        assertThat(waits).containsExactly(250L, 500L, 1_000L, 16_000L, 20_000L, 20_000L);
    }

    @Test
    void shouldBeginANewRowWhenTheProcessRanLongEnough() {
        // When, then
        assertThat(policy.deathsInARow(5, Duration.ofSeconds(59))).isEqualTo(6);
        assertThat(policy.deathsInARow(5, Duration.ofSeconds(60))).isEqualTo(1);
    }

    @Test
    void shouldRefuseAFirstWaitThatIsNotPositive() {
        // When, then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RestartPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }

    @Test
    void shouldNameTheSignalThatEndedAProcess() {
        // When, then
        assertThat(ExitReason.words(137)).startsWith("was ended by signal 9 (KILL");
        assertThat(ExitReason.words(1)).isEqualTo("ended with exit code 1");
        assertThat(ExitReason.isSignal(255)).isFalse();
    }
}
