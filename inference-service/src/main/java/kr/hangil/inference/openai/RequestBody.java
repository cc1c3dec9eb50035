package kr.hangil.inference.openai;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Locale;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.BodyRoom;
import org.jspecify.annotations.Nullable;

/** Reads a request's body up to a limit, and not a byte before it is asked to. */
final class RequestBody {

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private RequestBody() {}

    /**
     * The body of {@code request}, which is paused.
     *
     * @param limit bytes; more fail with {@link ErrorCode#BODY_TOO_LARGE} before they are read
     * @param room what it may have of the memory for bodies; fails with {@link ErrorCode#QUEUE_FULL} where there is no more
     */
    static Future<Buffer> read(HttpServerRequest request, long limit, BodyRoom.Share room) {
        @Nullable String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            return Future.failedFuture(
                    new PlatformException(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "the body must be application/json"));
        }
        if (declaredLength(request) > limit) {
            return Future.failedFuture(tooLarge(limit));
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        Promise<Buffer> read = Promise.promise();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(read::tryFail);
        request.endHandler(end -> read.tryComplete(body));
        request.handler(chunk -> {
            if (body.length() + chunk.length() > limit) {
                read.tryFail(tooLarge(limit));
            } else if (!room.take(chunk.length())) {
                read.tryFail(PlatformException.retryable(
                        ErrorCode.QUEUE_FULL, "the bodies of other requests take all the room there is", COME_BACK));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.resume();
        return read.future();
    }

    private static long declaredLength(HttpServerRequest request) {
        @Nullable String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static PlatformException tooLarge(long limit) {
        return new PlatformException(
                ErrorCode.BODY_TOO_LARGE, "the body is larger than " + limit + " bytes; send less at once");
    }
}
