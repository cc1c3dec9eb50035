package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Streams share event loops, and none has one for itself. */
@QuarkusTest
class FairnessTest extends RunningDataPlane {

    /** One a processor: eventloop/OneLoopPerCore. */
    private static final int LOOPS = Runtime.getRuntime().availableProcessors();

    /** Bytes of a fast stream that fill all buffers between its ends. */
    private static final long WELL_GOING = 32 << 20;

    /** Bytes of a fast stream within which others are answered: a few for each of their steps, on a busy machine. */
    private static final long MEANWHILE = 8 << 20;

    /** More than there are event loops, so that the fast stream shares its own with some of them. */
    private static final int OTHERS = 4 * LOOPS;

    private static final int EVENTS = 60;

    /** Twenty events' worth: far more than a busy machine takes, far less than a stream that waits for another. */
    private static final Duration BOUND = Duration.ofMillis(20L * StandInPod.TICK_MILLIS);

    private final CountDownLatch going = new CountDownLatch(OTHERS);

    @Test
    void shouldKeepOtherStreamsGoingWhileOneIsAsFastAsItCanBe() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            // Given
            long before = standIns.pod().flooded();
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
                assertThat(standIns.pod().flooded() - before)
                        .as("bytes of the fast one")
                        .isGreaterThan(WELL_GOING);
            }
        }
    }

    @Test
    void shouldAnswerOthersBeforeMuchIsReadOfTheFastest() throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                FastStreams fast = new FastStreams(LOOPS)) {
            // Given
            fast.readAllIn(clients);

            // When
            List<Long> meanwhile = new ArrayList<>();
            for (int i = 0; i < OTHERS; i++) {
                meanwhile.add(floodedBeforeFirstEvent());
            }

            // Then
            Collections.sort(meanwhile);
            assertThat(meanwhile.get(OTHERS / 2))
                    .as("bytes read of the others, median of %s", meanwhile)
                    .isLessThan(LOOPS * MEANWHILE);
        }
    }

    private long floodedBeforeFirstEvent() throws IOException {
        long before = standIns.pod().flooded();
        try (Socket client = send("stand-in", "tick 1", true);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (!line.startsWith("data: ")) {
                line = lines.readLine();
            }
            return standIns.pod().flooded() - before;
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

    /** Streams without an end, one for each event loop: connections go to one loop after the other. */
    private final class FastStreams implements AutoCloseable {

        private final List<Socket> sockets = new ArrayList<>();

        FastStreams(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                sockets.add(send("stand-in", "flood", true));
            }
        }

        /** Returns when they are well on their way. */
        void readAllIn(ExecutorService clients) {
            long before = standIns.pod().flooded();
            sockets.forEach(socket -> clients.execute(() -> readAll(socket)));
            await().until(() -> standIns.pod().flooded() - before > sockets.size() * WELL_GOING);
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
