package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Streams share event loops, and none has one for itself. */
@QuarkusTest
class FairnessTest extends RunningDataPlane {

    /** More than there are event loops, so that the fast stream shares its own with some of them. */
    private static final int OTHERS = 4 * Runtime.getRuntime().availableProcessors();

    private static final int EVENTS = 60;

    /** Twenty events' worth: far more than a busy machine takes, far less than a stream that waits for another. */
    private static final Duration BOUND = Duration.ofMillis(20L * StandIns.TICK_MILLIS);

    private final CountDownLatch going = new CountDownLatch(OTHERS);

    @Test
    void shouldKeepOtherStreamsGoingWhileOneIsAsFastAsItCanBe() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            long before = standIns.flooded();
            List<Future<Duration>> gaps = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                gaps.add(clients.submit(this::longestGap));
            }
            assertThat(going.await(20, SECONDS)).isTrue();

            // When
            try (Socket fast = send("stand-in", "flood", true)) {
                clients.execute(() -> readAll(fast));

                // Then
                for (Future<Duration> gap : gaps) {
                    assertThat(gap.get(30, SECONDS)).isLessThan(BOUND);
                }
                assertThat(standIns.flooded() - before)
                        .as("bytes of the fast one")
                        .isGreaterThan(32 << 20);
            }
        }
    }

    /** Between two events of a stream, from the first on. */
    private Duration longestGap() throws IOException {
        try (Socket client = send("stand-in", "tick " + EVENTS, true);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            long longest = 0;
            long last = 0;
            for (String line = lines.readLine(); !line.equals("data: [DONE]"); line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    long now = System.nanoTime();
                    longest = last == 0 ? 0 : Math.max(longest, now - last);
                    last = now;
                    going.countDown();
                }
            }
            return Duration.ofNanos(longest);
        }
    }

    private static void readAll(Socket client) {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The test is over.
        }
    }
}
