package kr.hangil.gateway.metering;

import static java.util.concurrent.TimeUnit.SECONDS;
import static kr.hangil.gateway.metering.SpoolParts.JSON;
import static kr.hangil.gateway.metering.SpoolParts.event;
import static kr.hangil.gateway.metering.SpoolParts.join;
import static kr.hangil.gateway.metering.SpoolParts.shipper;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageSpoolTest {

    @TempDir
    Path folder;

    @Test
    void shouldShipEveryEventOnceWhenBillingFailsNowAndThen() throws Exception {
        // Given
        UsageSpool spool = new UsageSpool(config(4_000), JSON);
        Ledger ledger = new Ledger(new Random(3));
        UsageShipper shipper = shipper(spool, ledger);
        shipper.onStart(new StartupEvent());

        // When
        for (int i = 0; i < 500; i++) {
            join(spool.begin(event(i, 0)));
            join(spool.end(event(i, i)));
        }

        // Then
        await().atMost(30, SECONDS).until(() -> ledger.booked.size() == 500);
        IntStream.range(0, 500)
                .forEach(i ->
                        assertThat(ledger.booked.get("req_" + i + ":1:tokens")).isEqualTo(i));
        assertThat(ledger.conflicts).isZero();
        await().atMost(10, SECONDS).until(() -> segments() <= 2);
        shipper.onStop(new ShutdownEvent());
        spool.close();
    }

    @Test
    void shouldTellTheOtherRequestsOfATurnWhenOneFails() throws Exception {
        UsageSpool spool = new UsageSpool(config(4_000), JSON);
        Vertx vertx = Vertx.vertx();
        CountDownLatch told = new CountDownLatch(1);

        vertx.getOrCreateContext().runOnContext(turn -> {
            spool.begin(event(1, 0)).onSuccess(ignored -> {
                throw new IllegalStateException("this request is broken");
            });
            spool.begin(event(2, 0)).onSuccess(ignored -> told.countDown());
        });

        assertThat(told.await(10, SECONDS)).isTrue();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        spool.close();
    }

    @Test
    void shouldEndOpenRequestsByWhatWasLastSaidOfThemWhenAGatewayWasKilled() throws Exception {
        // Given: one that is noted in the segment it began in, and one in the next
        UsageSpool killed = new UsageSpool(config(1), JSON);
        join(killed.begin(event(1, 0)));
        killed.replace(event(1, 5));
        join(killed.begin(event(2, 0)));
        await().atMost(10, SECONDS).until(() -> segments() > 1);
        killed.replace(event(2, 6));
        killed.replace(event(2, 7));
        await().atMost(10, SECONDS).until(() -> killed.waiting() == 0);
        killed.close();

        // When
        Map<String, Long> booked = bookedAfterARestart(2);

        // Then
        assertThat(booked).containsEntry("req_1:1:tokens", 5L).containsEntry("req_2:1:tokens", 7L);
    }

    @Test
    void shouldCloseOpenRequestsFreeOfChargeWhenAGatewayWasKilled() throws Exception {
        // Given: a spool as a killed process leaves it, with a torn last line
        UsageSpool killed = new UsageSpool(config(1 << 20), JSON);
        join(killed.begin(event(1, 0)));
        join(killed.end(event(1, 7)));
        join(killed.begin(event(2, 0)));
        killed.close();
        Path last = lastSegment();
        Files.writeString(last, "0badc0de {\"kind\":\"END\",\"ev", StandardOpenOption.APPEND);

        // When
        Map<String, Long> booked = bookedAfterARestart(2);

        // Then
        assertThat(booked).containsEntry("req_1:1:tokens", 7L).containsEntry("req_2:1:tokens", 0L);
    }

    /** What billing has of so many events once a gateway was started on what was left behind. */
    private Map<String, Long> bookedAfterARestart(int events) throws Exception {
        UsageSpool restarted = new UsageSpool(config(1 << 20), JSON);
        Ledger ledger = new Ledger(null);
        UsageShipper shipper = shipper(restarted, ledger);
        shipper.onStart(new StartupEvent());
        await().atMost(10, SECONDS).until(() -> ledger.booked.size() == events);
        shipper.onStop(new ShutdownEvent());
        restarted.close();
        return ledger.booked;
    }

    @Test
    void shouldCarryOpenRequestsIntoTheNextSegment() throws Exception {
        // Given: one long request while many short ones fill and empty segments
        UsageSpool spool = new UsageSpool(config(4_000), JSON);
        Ledger ledger = new Ledger(null);
        UsageShipper shipper = shipper(spool, ledger);
        shipper.onStart(new StartupEvent());
        join(spool.begin(event(1_000, 0)));
        for (int i = 0; i < 100; i++) {
            join(spool.begin(event(i, 0)));
            join(spool.end(event(i, 1)));
        }
        await().atMost(10, SECONDS).until(() -> ledger.booked.size() == 100 && segments() <= 2);
        shipper.onStop(new ShutdownEvent());
        spool.close();

        // When
        UsageSpool restarted = new UsageSpool(config(4_000), JSON);
        UsageShipper again = shipper(restarted, ledger);
        again.onStart(new StartupEvent());

        // Then
        await().atMost(10, SECONDS).until(() -> ledger.booked.containsKey("req_1000:1:tokens"));
        again.onStop(new ShutdownEvent());
        restarted.close();
    }

    @Test
    void shouldShipABacklogInFullBatches() throws Exception {
        // Given
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON);
        for (int i = 0; i < 120; i++) {
            join(spool.begin(event(i, 0)));
            join(spool.end(event(i, 1)));
        }
        Ledger ledger = new Ledger(null);
        UsageShipper shipper = shipper(spool, ledger);

        // When
        shipper.onStart(new StartupEvent());

        // Then
        await().atMost(10, SECONDS).until(() -> ledger.booked.size() == 120);
        shipper.onStop(new ShutdownEvent());
        spool.close();
        assertThat(ledger.batches).containsExactly(50, 50, 20);
    }

    @Test
    void shouldSetAsideWhatBillingRefusesForEver() throws Exception {
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON);
        Ledger ledger = new Ledger(null);
        ledger.booked.put("req_1:1:tokens", 99L);
        UsageShipper shipper = shipper(spool, ledger);
        shipper.onStart(new StartupEvent());

        join(spool.end(event(1, 7)));
        join(spool.end(event(2, 8)));

        await().atMost(10, SECONDS).until(() -> ledger.booked.containsKey("req_2:1:tokens"));
        shipper.onStop(new ShutdownEvent());
        assertThat(Files.readString(folder.resolve("refused.ndjson")))
                .contains("req_1:1:tokens")
                .contains("conflict");
        spool.close();
    }

    @Test
    void shouldRefuseAFolderThatAnotherGatewayUses() throws Exception {
        UsageSpool first = new UsageSpool(config(1 << 20), JSON);

        assertThatThrownBy(() -> new UsageSpool(config(1 << 20), JSON))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("HANGIL_GATEWAY_STATE");
        first.close();
    }

    @Test
    void shouldSkipADamagedLineAndKeepTheOthers() throws Exception {
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON);
        join(spool.end(event(1, 1)));
        join(spool.end(event(2, 2)));
        join(spool.end(event(3, 3)));
        spool.close();
        Path segment = lastSegment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        UsageSpool restarted = new UsageSpool(config(1 << 20), JSON);
        Ledger ledger = new Ledger(null);
        UsageShipper shipper = shipper(restarted, ledger);
        shipper.onStart(new StartupEvent());

        await().atMost(10, SECONDS).until(() -> ledger.booked.size() == 2);
        assertThat(ledger.booked).containsOnlyKeys("req_1:1:tokens", "req_3:1:tokens");
        shipper.onStop(new ShutdownEvent());
        restarted.close();
    }

    @Test
    void shouldCompleteOnTheEventLoopThatAskedAndInItsOrder() throws Exception {
        // Given
        Vertx vertx = Vertx.vertx();
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON);
        CompletableFuture<Thread> loop = new CompletableFuture<>();
        List<Map.Entry<Integer, Thread>> completed = new CopyOnWriteArrayList<>();

        // When: many records of one turn
        vertx.getOrCreateContext().runOnContext(turn -> {
            loop.complete(Thread.currentThread());
            for (int i = 0; i < 60; i++) {
                int number = i;
                spool.begin(event(number, 0))
                        .onSuccess(done -> completed.add(Map.entry(number, Thread.currentThread())));
            }
        });

        // Then
        await().atMost(10, SECONDS).until(() -> completed.size() == 60);
        assertThat(completed).extracting(Map.Entry::getKey).isSorted();
        assertThat(completed).extracting(Map.Entry::getValue).containsOnly(loop.get());
        assertThat(spool.waiting()).isZero();
        spool.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
        assertThat(Files.readAllLines(lastSegment())).hasSize(60);
    }

    @Test
    void shouldGoOnWhileTheDiskTakesItsTime() throws Exception {
        // Given
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON, file -> {
            asked.countDown();
            awaitQuietly(slow);
            file.force(false);
        });
        join(spool.begin(event(1, 0)));
        assertThat(asked.await(10, SECONDS)).isTrue();

        // When
        for (int i = 2; i < 50; i++) {
            join(spool.begin(event(i, 0)));
            join(spool.end(event(i, i)));
        }

        // Then
        slow.countDown();
        spool.close();
        assertThat(bookedAfterARestart(49)).containsEntry("req_49:1:tokens", 49L);
    }

    @Test
    void shouldAdmitNothingWhileTheDiskTakesForEver() throws Exception {
        // Given
        CountDownLatch hangs = new CountDownLatch(1);
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON, file -> {
            awaitQuietly(hangs);
            file.force(false);
        });
        join(spool.begin(event(1, 0)));

        // When
        await().atMost(20, SECONDS)
                .until(() -> spool.begin(event(2, 0)).cause() instanceof PlatformException refusal
                        && refusal.code() == ErrorCode.UNAVAILABLE);

        // Then: what is under way ends, and it goes on when the disk does
        join(spool.end(event(1, 1)));
        hangs.countDown();
        await().atMost(10, SECONDS).until(() -> spool.begin(event(3, 0)).cause() == null);
        spool.close();
    }

    @Test
    void shouldAdmitNothingWhenTheDiskDidNotKeepWhatWasWritten() throws Exception {
        // Given
        AtomicBoolean failing = new AtomicBoolean(true);
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON, file -> {
            if (failing.get()) {
                throw new IOException("Input/output error");
            }
            file.force(false);
        });

        // When
        join(spool.begin(event(1, 0)));

        // Then
        await().atMost(10, SECONDS).until(spool::isBroken);
        failing.set(false);
        spool.close();
    }

    @Test
    void shouldRefuseWhenTheDiskIsBehindAndTakeAgainWhenItIsNot() throws Exception {
        // Given: one under way, and an event loop whose turn does not end
        Vertx vertx = Vertx.vertx();
        UsageSpool spool = new UsageSpool(config(1 << 20), JSON);
        join(spool.begin(event(1_000, 0)));
        CompletableFuture<List<Future<Void>>> asked = new CompletableFuture<>();
        CompletableFuture<Future<Void>> ended = new CompletableFuture<>();

        // When
        vertx.getOrCreateContext().runOnContext(turn -> {
            asked.complete(IntStream.range(0, 100)
                    .mapToObj(i -> spool.begin(event(i, 0)))
                    .toList());
            ended.complete(spool.end(event(1_000, 7)));
        });

        // Then: as many as may wait, and then none but the end
        List<Future<Void>> records = asked.get(10, SECONDS);
        assertThat(records.subList(64, 100)).allMatch(Future::failed);
        assertThat(records.getLast().cause()).hasMessageContaining("behind");
        await().atMost(10, SECONDS).until(() -> records.subList(0, 64).stream().allMatch(Future::succeeded));
        join(ended.get(10, SECONDS));
        join(spool.begin(event(1_001, 0)));
        spool.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log")).count();
        }
    }

    private Path lastSegment() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MeteringConfig config(int segmentSize) {
        return SpoolParts.config(folder, Map.of("hangil.gateway.metering.segment-size", Integer.toString(segmentSize)));
    }
}
