package kr.hangil.gateway.dataplane;

import io.vertx.core.Future;
import io.vertx.core.Promise;
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
    private final Buffer body = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();

    private RequestBody(HttpServerRequest request, long max) {
        this.request = request;
        this.max = max;
    }

    /** The body; fails with 413 as soon as it is known to be over {@code max} bytes, with 400 when it never ends. */
    static Future<Buffer> read(Exchange exchange, long max, Duration timeout) {
        HttpServerRequest request = exchange.request();
        RequestBody reading = new RequestBody(request, max);
        if (reading.declaredLength() > max) {
            return Future.failedFuture(reading.tooLarge());
        }
        long timer = exchange.vertx().setTimer(timeout.toMillis(), ignored -> reading.tooSlow(timeout));
        request.handler(reading::take);
        request.endHandler(ignored -> reading.whole.tryComplete(reading.body));
        request.exceptionHandler(reading.whole::tryFail);
        request.resume();
        return reading.whole.future().onComplete(ignored -> exchange.vertx().cancelTimer(timer));
    }

    private void take(Buffer chunk) {
        if (body.length() + chunk.length() > max) {
            request.pause();
            whole.tryFail(tooLarge());
        } else {
            body.appendBuffer(chunk);
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
