package kr.hangil.inference.openai;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Consumer;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.load.LoadService;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.RequestIds;

/** What happens to every request first, and how every one is refused. */
@Singleton
final class Door {

    /** Longest time a client may go on sending a body that was refused. */
    private static final long LINGER_MILLIS = 2_000;

    private final Vertx vertx;
    private final InferenceConfig config;
    private final CallerCheck callers;
    private final LoadService load;
    private final Refusals refusals;

    Door(Vertx vertx, InferenceConfig config, CallerCheck callers, LoadService load, Refusals refusals) {
        this.vertx = vertx;
        this.config = config;
        this.callers = callers;
        this.load = load;
        this.refusals = refusals;
    }

    /** Puts on the answer what every answer carries; returns the request's id, the caller's own where it has one. */
    String label(RoutingContext context) {
        HttpServerRequest request = context.request();
        String given = request.getHeader(HangilHeaders.REQUEST_ID);
        String requestId = given != null && RequestIds.isAcceptable(given) ? given : RequestIds.mint();
        request.response()
                .putHeader(HangilHeaders.REQUEST_ID, requestId)
                .putHeader(HangilHeaders.REPLICA, config.replica())
                .putHeader(HangilHeaders.REGION, config.region());
        // As late as can be, so that it is the load that this answer leaves behind.
        context.addHeadersEndHandler(head ->
                request.response().putHeader(HangilHeaders.LOAD, load.report().toHeader()));
        return requestId;
    }

    /** Which client is calling, if it has one of {@code roles}; completes on the request's event loop, whatever thread found out. */
    Future<String> identify(RoutingContext context, Set<String> roles) {
        Future<String> client = callers.check(context, roles);
        if (client.isComplete()) {
            return client;
        }
        Context loop = vertx.getOrCreateContext();
        Promise<String> promise = Promise.promise();
        client.onComplete(found -> loop.runOnContext(back -> promise.handle(found)));
        return promise.future();
    }

    void otherMethod(RoutingContext context) {
        String requestId = label(context);
        refusals.send(
                context.response(),
                requestId,
                new PlatformException(ErrorCode.METHOD_NOT_ALLOWED, "this path does not take this method"));
    }

    /** Runs {@code work}; what it throws is refused. */
    void guarded(HttpServerRequest request, Consumer<Throwable> fail, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            refuse(request, fail, e);
        }
    }

    /** Refuses, and reads away for a moment what the client still sends, so that it gets to read the refusal. */
    void refuse(HttpServerRequest request, Consumer<Throwable> fail, Throwable failure) {
        if (!request.isEnded() && !request.response().headWritten()) {
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().putHeader(HttpHeaders.CONNECTION, "close");
            }
            long timer =
                    vertx.setTimer(LINGER_MILLIS, fired -> request.response().reset());
            request.handler(chunk -> {});
            request.endHandler(end -> vertx.cancelTimer(timer));
            request.resume();
        }
        fail.accept(failure);
    }
}
