package kr.hangil.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StepsTest {

    @Test
    void shouldRunAStepAfterThoseItNeeds() throws Exception {
        // Given
        List<String> done = new CopyOnWriteArrayList<>();
        CountDownLatch gate = new CountDownLatch(1);

        // When
        try (Steps steps = new Steps()) {
            Step<Boolean> first = steps.run(() -> {
                gate.await();
                done.add("first");
            });
            steps.run(() -> done.add("second"), first);
            gate.countDown();
            steps.await();
        }

        // Then
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void shouldFailAtOnceWhenOneStepFailsAndOthersStillRun() {
        // Given
        CountDownLatch never = new CountDownLatch(1);

        // When, then
        assertThatThrownBy(() -> {
                    try (Steps steps = new Steps()) {
                        steps.run(() -> never.await());
                        steps.run(() -> {
                            throw new IllegalStateException("no engine");
                        });
                        steps.await();
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no engine");
    }
}
