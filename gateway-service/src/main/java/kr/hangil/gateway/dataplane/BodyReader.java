package kr.hangil.gateway.dataplane;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * Reads the bodies of requests, and keeps no more of them in memory at once than there is room for: a body is held until
 * its request has ended, for it may have to be sent again.
 */
@Singleton
public class BodyReader {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final DataPlaneConfig config;
    private final AtomicLong held = new AtomicLong();

    BodyReader(DataPlaneConfig config, MeterRegistry metrics) {
        this.config = config;
        Gauge.builder("hangil.gateway.bodies.bytes", held, AtomicLong::get)
                .description("Bytes of request bodies that are held")
                .register(metrics);
    }

    /**
     * The body of {@code exchange}'s paused request.
     *
     * @return fails with 413 as soon as it is known to be too large, with 400 when it does not arrive in time, with 503
     *     {@code unavailable} while the bodies of other requests take all the room
     */
    Future<Buffer> read(Exchange exchange) {
        RequestBody body = new RequestBody(exchange.request(), config.maxBody().asLongValue(), this::take);
        exchange.whenOver(() -> held.addAndGet(-body.held()));
        return body.read(exchange.vertx(), config.bodyTimeout());
    }

    private void take(long bytes) {
        if (held.addAndGet(bytes) > config.bodyMemory().asLongValue()) {
            held.addAndGet(-bytes);
            throw PlatformException.retryable(
                    ErrorCode.UNAVAILABLE, "the bodies of other requests take all the room there is", COME_BACK);
        }
    }
}
