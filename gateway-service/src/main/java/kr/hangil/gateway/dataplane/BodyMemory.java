package kr.hangil.gateway.dataplane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.time.Duration;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.BodyRoom;

/**
 * Memory for what is held whole, the bodies of requests, answers that are no streams, and long events of those that are: what has no
 * room in it is refused.
 */
@Singleton
public class BodyMemory {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    /** Bytes of memory for a byte of what is passed on: while it is put together or asked for usage, it is there twice. */
    private static final int PASSED = 2;

    /** And of what is said in other words: as text, as a tree and anew. */
    private static final int TRANSLATED = 8;

    private final BodyRoom room;

    /** @throws IllegalStateException when there is no room for even one body of the largest size */
    BodyMemory(DataPlaneConfig config, MeterRegistry metrics) {
        this.room = BodyRoom.of(
                config.bodyMemory().map(MemorySize::asLongValue),
                config.maxBody().asLongValue(),
                TRANSLATED);
        Gauge.builder("hangil.gateway.bodies.bytes", room, BodyRoom::taken)
                .description("Bytes of memory that are set aside for request bodies and whole answers")
                .register(metrics);
    }

    /** For something of a size that only its end will tell; kept until {@code exchange} is over. */
    BodyRoom.Share growing(Exchange exchange) {
        return share(exchange, exchange.dialect().translates() ? TRANSLATED : PASSED);
    }

    /** For something whose size is known, so that it is put together in its place; kept until {@code exchange} is over. */
    BodyRoom.Share known(Exchange exchange) {
        return share(exchange, exchange.dialect().translates() ? TRANSLATED : 1);
    }

    private BodyRoom.Share share(Exchange exchange, int weight) {
        BodyRoom.Share share = room.share(weight);
        exchange.whenOver(share::giveBack);
        return share;
    }

    static PlatformException takenByBodies() {
        return taken("the bodies of other requests");
    }

    static PlatformException takenByAnswers() {
        return taken("the answers of other requests");
    }

    private static PlatformException taken(String whose) {
        return PlatformException.retryable(ErrorCode.UNAVAILABLE, whose + " take all the room there is", COME_BACK);
    }
}
