package kr.hangil.gateway.dataplane;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * Keeps a silent stream open: after each silent interval one event or comment that means nothing, with the status line before the first.
 *
 * <p>Until then the status is kept back, so that an early failure still has its own.
 */
final class StreamHeartbeat {

    private final Exchange exchange;
    private final long timer;
    private boolean silent = true;

    StreamHeartbeat(Exchange exchange, Duration interval) {
        this.exchange = exchange;
        this.timer = exchange.vertx().setPeriodic(interval.toMillis(), ignored -> beat());
    }

    void sentSomething() {
        silent = false;
    }

    void stop() {
        exchange.vertx().cancelTimer(timer);
    }

    private void beat() {
        HttpServerResponse response = exchange.response();
        if (silent && !response.closed() && !response.ended() && !response.writeQueueFull()) {
            if (!response.headWritten()) {
                openStream(response);
            }
            response.write(exchange.dialect().ping());
        }
        silent = true;
    }

    /** Makes {@code response} a stream of events. */
    static void openStream(HttpServerResponse response) {
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("x-accel-buffering", "no");
    }
}
