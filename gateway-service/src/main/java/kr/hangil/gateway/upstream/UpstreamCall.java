package kr.hangil.gateway.upstream;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One call to a pod, which can be abandoned at any moment: while it waits for a connection, for the answer, or in the
 * middle of it. Confined to one event loop.
 */
public final class UpstreamCall {

    /** HTTP/2's CANCEL; over HTTP/1.1 the connection is closed, which is how an engine learns that nobody listens. */
    private static final long CANCEL = 8;

    /** A body over this many bytes is sent as the pod takes it: all at once, it would be copied out of the heap at once. */
    private static final int SLICE = 64 << 10;

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
                // Nothing of the body may pass before the caller has set its handlers, which it may do later.
                result.result().pause();
            }
            response.handle(result);
        });
        connected.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        send(connected, body, 0);
    }

    private void send(HttpClientRequest to, byte[] body, int from) {
        int at = from;
        while (body.length - at > SLICE && !cancelled) {
            if (to.writeQueueFull()) {
                int next = at;
                to.drainHandler(ignored -> send(to, body, next));
                return;
            }
            to.write(Buffer.buffer(Unpooled.wrappedBuffer(body, at, SLICE)));
            at += SLICE;
        }
        to.drainHandler(null);
        if (!cancelled) {
            to.end(Buffer.buffer(Unpooled.wrappedBuffer(body, at, body.length - at)));
        }
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
