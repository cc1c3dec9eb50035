package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import jakarta.inject.Singleton;
import kr.hangil.platform.request.BodyRoom;

/** Reads the bodies of requests; a body is held until an answer begins, for it may have to be sent again. */
@Singleton
public class BodyReader {

    private final DataPlaneConfig config;
    private final BodyMemory memory;

    BodyReader(DataPlaneConfig config, BodyMemory memory) {
        this.config = config;
        this.memory = memory;
    }

    /**
     * The body of {@code exchange}'s paused request.
     *
     * @return fails with 413 as soon as it is known to be too large, with 400 when it does not arrive in time, with 503
     *     {@code unavailable} while other bodies and answers take all the room
     */
    Future<byte[]> read(Exchange exchange) {
        BodyRoom.Share share = memory.growing(exchange);
        exchange.holdsBody(share);
        return new RequestBody(exchange, config.maxBody().asLongValue(), bytes -> take(share, bytes))
                .read(config.bodyTimeout());
    }

    private static void take(BodyRoom.Share share, int bytes) {
        if (!share.take(bytes)) {
            throw BodyMemory.takenByBodies();
        }
    }
}
