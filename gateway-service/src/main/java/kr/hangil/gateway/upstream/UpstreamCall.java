package kr.hangil.gateway.upstream;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import kr.hangil.gateway.http.Slices;
import org.jspecify.annotations.Nullable;

/**
 * One call to a pod, which can be abandoned at any moment: while it waits for a connection, for the answer, or in the
 * middle of it. Confined to one event loop.
 */
public final class UpstreamCall {

    /** HTTP/2's CANCEL; over HTTP/1.1 the connection is closed, which is how an engine learns that nobody listens. */
    private static final long CANCEL = 8;

    private final Promise<HttpClientResponse> response = Promise.promise();
    private @Nullable HttpClientRequest request;
    private boolean cancelled;

    UpstreamCall() {}

    /** Sends {@code body} once a connection is there. */
    void connected(HttpClientRequest connected, byte[] body) {
        if (cancelled) {
            connected.reset(CANCEL);
            return;
        }
        request = connected;
        connected.response().onComplete(result -> {
            if (result.succeeded()) {
                // They were put down long ago, and the answer may last for minutes.
                connected.headers().clear();
                // Nothing of the body may pass before the caller has set its handlers, which it may do later.
                result.result().pause();
            }
            response.handle(result);
        });
        connected.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        Slices.end(connected, Buffer.buffer(Unpooled.wrappedBuffer(body)), () -> cancelled);
    }

    void failed(Throwable cause) {
        response.tryFail(cause);
    }

    /**
     * The answer's head, its body paused; fails when the pod cannot be reached or breaks before it. Completes on the event loop
     * that called.
     */
    public Future<HttpClientResponse> response() {
        return response.future();
    }

    /** Tells the pod that nobody waits any more. */
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            if (request != null) {
                request.reset(CANCEL);
            }
        }
    }
}
