package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Reads a paused request's body, and no more of it than may be. */
final class RequestBody {

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final long max;
    private final Room room;
    private final Queue<Buffer> parts = new ArrayDeque<>();
    private final Promise<byte[]> whole = Promise.promise();
    private int length;
    private byte @Nullable [] joined;
    private boolean turnOver;

    /** Makes room for bytes of a body. */
    interface Room {
        /** @throws PlatformException when there is none */
        void take(int bytes);
    }

    RequestBody(Exchange exchange, long max, Room room) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.max = max;
        this.room = room;
    }

    /**
     * The body, not before the turn of the event loop is over in which it begins.
     *
     * @return fails with 413 as soon as it is known to be over {@code max} bytes, with 400 when it never ends or its client leaves
     */
    Future<byte[]> read(Duration timeout) {
        if (declaredLength() > max) {
            return Future.failedFuture(tooLarge());
        }
        request.handler(this::take);
        request.endHandler(ignored -> join());
        request.exceptionHandler(this::brokeOff);
        request.resume();
        exchange.afterTurn(() -> turnIsOver(timeout));
        return whole.future();
    }

    /** Nearly every body came with its head, and needs no timer. */
    private void turnIsOver(Duration timeout) {
        turnOver = true;
        if (joined != null) {
            whole.tryComplete(joined);
        } else if (!whole.future().isComplete()) {
            Vertx vertx = exchange.vertx();
            long timer = vertx.setTimer(timeout.toMillis(), ignored -> tooSlow(timeout));
            whole.future().onComplete(ignored -> vertx.cancelTimer(timer));
        }
    }

    private void take(Buffer chunk) {
        if (length + chunk.length() > max) {
            request.pause();
            whole.tryFail(tooLarge());
            return;
        }
        try {
            room.take(chunk.length());
            parts.add(chunk);
            length += chunk.length();
        } catch (PlatformException full) {
            request.pause();
            whole.tryFail(full);
        }
    }

    private void join() {
        // The request outlives its body, which must not hang on to it.
        request.handler(null);
        request.endHandler(null);
        request.exceptionHandler(null);
        byte[] body = new byte[length];
        int at = 0;
        for (Buffer part = parts.poll(); part != null; part = parts.poll()) {
            part.getBytes(body, at);
            at += part.length();
        }
        joined = body;
        if (turnOver) {
            whole.tryComplete(body);
        }
    }

    /** Its client is gone: over HTTP/2 it took the request back, whose connection lives on. */
    private void brokeOff(Throwable cause) {
        whole.tryFail(
                new PlatformException(ErrorCode.INVALID_REQUEST, "the request ended before its body was there", cause));
    }

    private long declaredLength() {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private PlatformException tooLarge() {
        return new PlatformException(
                ErrorCode.BODY_TOO_LARGE, "the body is larger than " + max + " bytes, the most this gateway takes");
    }

    private void tooSlow(Duration timeout) {
        request.pause();
        whole.tryFail(new PlatformException(
                ErrorCode.INVALID_REQUEST, "the body did not arrive within " + timeout.toSeconds() + " seconds"));
    }
}
