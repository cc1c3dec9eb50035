package kr.hangil.gateway.metering;

import static java.util.concurrent.TimeUnit.SECONDS;
import static kr.hangil.gateway.metering.SpoolParts.JSON;
import static kr.hangil.gateway.metering.SpoolParts.config;
import static kr.hangil.gateway.metering.SpoolParts.event;
import static kr.hangil.gateway.metering.SpoolParts.join;
import static kr.hangil.gateway.metering.SpoolParts.shipper;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.SmallDisk;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of usage on a file system that is really full: nothing that was acknowledged is lost, and it goes on by itself. */
class FullDiskTest {

    private static final int DISK = 1 << 20;
    private static final int UNDER_WAY = 30;

    @TempDir
    Path point;

    private SmallDisk disk;
    private UsageSpool spool;
    private UsageShipper shipper;

    private final Ledger ledger = new Ledger(null);

    /** Completion tokens of every request that began, by event id: none until its end is acknowledged. */
    private final Map<String, Long> acknowledged = new HashMap<>();

    private int requests;

    @BeforeEach
    void openASpoolOnASmallDisk() throws IOException {
        disk = SmallDisk.mount(point, DISK);
        open();
    }

    @AfterEach
    void close() throws Exception {
        if (disk != null) {
            stop();
            disk.close();
        }
    }

    @Test
    void shouldEndWhatIsUnderWayAndAdmitAgainWhenBillingMakesRoom() throws Exception {
        // Given: billing is away until its events have filled the disk, and some requests take long
        ledger.away = true;
        List<Integer> underWay = beginMany(UNDER_WAY);
        Future<Void> refused = requestsUntilOneIsRefused();

        // When
        assertThat(spool.isBroken()).isTrue();
        assertUnavailable(refused);
        for (int number : underWay) {
            assertThat(ended(number)).isTrue();
        }
        ledger.away = false;

        // Then
        await().atMost(10, SECONDS).until(() -> !spool.isBroken());
        assertThat(ended(began())).isTrue();
        assertBookedAsAcknowledged();
    }

    @Test
    void shouldAdmitNothingUntilOthersMakeRoom() throws Exception {
        // Given
        List<Integer> underWay = beginMany(UNDER_WAY);
        disk.fill();
        requestsUntilOneIsRefused();

        // When: usage goes on and is shipped, but the room is not ours to make
        for (int number : underWay) {
            assertThat(ended(number)).isTrue();
        }
        assertBookedAsAcknowledged();
        await().during(1, SECONDS).atMost(5, SECONDS).until(spool::isBroken);
        disk.free();

        // Then
        await().atMost(10, SECONDS).until(() -> !spool.isBroken());
        assertThat(ended(began())).isTrue();
        assertBookedAsAcknowledged();
    }

    @Test
    void shouldEndFreeOfChargeWhatFoundNoRoomAtAll() throws Exception {
        // Given: others take what the spool has kept as well
        List<Integer> underWay = beginMany(UNDER_WAY);
        disk.fill();
        requestsUntilOneIsRefused();
        disk.fill();

        // When
        int lost = 0;
        for (int number : underWay) {
            lost += ended(number) ? 0 : 1;
        }
        disk.free();

        // Then
        assertThat(lost).isPositive();
        await().atMost(10, SECONDS).until(() -> !spool.isBroken());
        assertBookedAsAcknowledged();
    }

    @Test
    void shouldStartOnAFullDiskAndShipWhatIsThere() throws Exception {
        // Given: a spool as a gateway leaves it that is killed while the disk is full
        ledger.away = true;
        beginMany(UNDER_WAY);
        disk.fill();
        requestsUntilOneIsRefused();
        stop();
        ledger.away = false;

        // When
        open();

        // Then
        assertBookedAsAcknowledged();
        assertThat(spool.isBroken()).isTrue();
        disk.free();
        await().atMost(10, SECONDS).until(() -> !spool.isBroken());
        assertThat(ended(began())).isTrue();
        assertBookedAsAcknowledged();
    }

    private void open() {
        Map<String, String> small = Map.of("hangil.gateway.metering.segment-size", "100K");
        spool = new UsageSpool(config(disk.folder().resolve("spool"), small), JSON);
        shipper = shipper(spool, ledger);
        shipper.onStart(new StartupEvent());
    }

    private void stop() throws Exception {
        shipper.onStop(new ShutdownEvent());
        spool.close();
    }

    private List<Integer> beginMany(int count) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(began());
        }
        return numbers;
    }

    /** The number of a request that began. */
    private int began() throws Exception {
        int number = ++requests;
        join(spool.begin(event(number, 0)));
        acknowledged.put(id(number), 0L);
        return number;
    }

    /** Whether the end of a request was taken. */
    private boolean ended(int number) throws Exception {
        Future<Void> end = settled(spool.end(event(number, number)));
        if (end.succeeded()) {
            acknowledged.put(id(number), (long) number);
        }
        return end.succeeded();
    }

    private Future<Void> requestsUntilOneIsRefused() throws Exception {
        while (true) {
            int number = ++requests;
            Future<Void> begin = settled(spool.begin(event(number, 0)));
            if (begin.failed()) {
                return begin;
            }
            acknowledged.put(id(number), 0L);
            assertThat(ended(number)).isTrue();
        }
    }

    private static Future<Void> settled(Future<Void> record) throws Exception {
        join(record.otherwiseEmpty());
        return record;
    }

    private static void assertUnavailable(Future<Void> refused) {
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.UNAVAILABLE))
                .hasMessageContaining("usage spool cannot be written");
    }

    private void assertBookedAsAcknowledged() {
        await().atMost(20, SECONDS).until(() -> ledger.booked.keySet().containsAll(acknowledged.keySet()));
        assertThat(ledger.booked).containsExactlyInAnyOrderEntriesOf(acknowledged);
        assertThat(ledger.conflicts).isZero();
    }

    private static String id(int number) {
        return event(number, 0).id();
    }
}
