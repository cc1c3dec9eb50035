package kr.hangil.gateway.dataplane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Duration;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.BodyRoom;

/**
 * Reads the bodies of requests, and keeps no more of them in memory at once than there is room for: a body is held until
 * its request has ended, for it may have to be sent again.
 */
@Singleton
public class BodyReader {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    /** Bytes of memory for a byte of a body that is passed on: while it is put together or asked for usage, it is there twice. */
    private static final int PASSED = 2;

    /** And of one that is said in other words: as text, as a tree and anew. */
    private static final int TRANSLATED = 8;

    private final DataPlaneConfig config;
    private final BodyRoom room;

    /** @throws IllegalStateException when there is no room for even one body of the largest size */
    BodyReader(DataPlaneConfig config, MeterRegistry metrics) {
        this.config = config;
        this.room = BodyRoom.of(
                config.bodyMemory().map(MemorySize::asLongValue),
                config.maxBody().asLongValue(),
                TRANSLATED);
        Gauge.builder("hangil.gateway.bodies.bytes", room, BodyRoom::taken)
                .description("Bytes of memory that are set aside for request bodies")
                .register(metrics);
    }

    /**
     * The body of {@code exchange}'s paused request.
     *
     * @return fails with 413 as soon as it is known to be too large, with 400 when it does not arrive in time, with 503
     *     {@code unavailable} while the bodies of other requests take all the room
     */
    Future<byte[]> read(Exchange exchange) {
        BodyRoom.Share share = room.share(exchange.dialect().translates() ? TRANSLATED : PASSED);
        exchange.whenOver(share::giveBack);
        return new RequestBody(exchange.request(), config.maxBody().asLongValue(), bytes -> take(share, bytes))
                .read(exchange.vertx(), config.bodyTimeout());
    }

    private static void take(BodyRoom.Share share, int bytes) {
        if (!share.take(bytes)) {
            throw PlatformException.retryable(
                    ErrorCode.UNAVAILABLE, "the bodies of other requests take all the room there is", COME_BACK);
        }
    }
}
