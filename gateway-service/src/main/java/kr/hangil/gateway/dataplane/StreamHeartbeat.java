package kr.hangil.gateway.dataplane;

import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * Keeps a silent stream open: after each silent interval one event or comment that means nothing, with the status line before the first.
 *
 * <p>Until then the status is kept back, so that an early failure still has its own.
 */
final class StreamHeartbeat {

    private final Exchange exchange;
    private final long interval;
    private boolean silent = true;
    private long silentSince;

    /** A silence of {@code interval} is one that clients and proxies may take for the end. */
    StreamHeartbeat(Exchange exchange, Duration interval) {
        this.exchange = exchange;
        this.interval = interval.toMillis();
        this.silentSince = exchange.elapsedMillis();
    }

    void sentSomething() {
        silent = false;
    }

    /** Called now and then; {@code now} is the exchange's time in milliseconds. */
    void watch(long now) {
        if (!silent) {
            silent = true;
            silentSince = now;
        } else if (now - silentSince >= interval) {
            silentSince = now;
            exchange.afterTurn(this::beat);
        }
    }

    private void beat() {
        HttpServerResponse response = exchange.response();
        if (!response.closed() && !response.ended() && !response.writeQueueFull()) {
            exchange.send(exchange.dialect().ping());
        }
    }
}
