package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** Reads a paused request's body, and no more of it than may be. */
final class RequestBody {

    private final HttpServerRequest request;
    private final long max;
    private final Room room;
    private final Buffer body = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();

    /** Makes room for bytes of a body. */
    interface Room {
        /** @throws PlatformException when there is none */
        void take(long bytes);
    }

    RequestBody(HttpServerRequest request, long max, Room room) {
        this.request = request;
        this.max = max;
        this.room = room;
    }

    /** The body; fails with 413 as soon as it is known to be over {@code max} bytes, with 400 when it never ends. */
    Future<Buffer> read(Vertx vertx, Duration timeout) {
        if (declaredLength() > max) {
            return Future.failedFuture(tooLarge());
        }
        long timer = vertx.setTimer(timeout.toMillis(), ignored -> tooSlow(timeout));
        request.handler(this::take);
        request.endHandler(ignored -> whole.tryComplete(body));
        request.exceptionHandler(whole::tryFail);
        request.resume();
        return whole.future().onComplete(ignored -> vertx.cancelTimer(timer));
    }

    /** Bytes that room was made for. */
    long held() {
        return body.length();
    }

    private void take(Buffer chunk) {
        if (body.length() + chunk.length() > max) {
            request.pause();
            whole.tryFail(tooLarge());
            return;
        }
        try {
            room.take(chunk.length());
            body.appendBuffer(chunk);
        } catch (PlatformException full) {
            request.pause();
            whole.tryFail(full);
        }
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
