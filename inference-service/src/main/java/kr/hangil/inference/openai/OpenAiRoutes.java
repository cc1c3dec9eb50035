package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.queue.RequestQueue;
import kr.hangil.inference.weights.LoadedModel;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.request.RequestIds;
import org.jspecify.annotations.Nullable;

/**
 * The order of the chain: label, who is calling, is the pod serving, read the body, translate it, a place in the queue,
 * the engine. Routes and not resources, because bodies pass through as buffers with backpressure.
 */
@Singleton
final class OpenAiRoutes {

    private static final String MODELS = "/v1/models";

    /** Longest time a client may go on sending a body that was refused. */
    private static final long LINGER_MILLIS = 2_000;

    /** Bytes of a body from which on reading its JSON takes too long for an event loop. */
    private static final int LARGE_BODY = 128 * 1024;

    private final Vertx vertx;
    private final ObjectMapper json;
    private final InferenceConfig config;
    private final EngineConfig engineConfig;
    private final EngineHttp engine;
    private final CallerCheck callers;
    private final Pod pod;
    private final RequestQueue queue;
    private final RequestTranslator translator;
    private final Refusals refusals;
    private final long created;

    OpenAiRoutes(
            Vertx vertx,
            ObjectMapper json,
            InferenceConfig config,
            EngineConfig engineConfig,
            EngineHttp engine,
            CallerCheck callers,
            Pod pod,
            RequestQueue queue,
            RequestTranslator translator,
            Refusals refusals,
            Clock clock) {
        this.vertx = vertx;
        this.json = json;
        this.config = config;
        this.engineConfig = engineConfig;
        this.engine = engine;
        this.callers = callers;
        this.pod = pod;
        this.queue = queue;
        this.translator = translator;
        this.refusals = refusals;
        this.created = clock.instant().getEpochSecond();
    }

    void register(@Observes Router router) {
        for (Operation operation : Operation.values()) {
            router.post(operation.path()).handler(context -> exchange(context, operation));
            router.route(operation.path()).handler(this::otherMethod);
        }
        router.get(MODELS).handler(context -> models(context, null));
        router.get(MODELS + "/*").handler(context -> models(context, nameIn(context)));
        router.route(MODELS).handler(this::otherMethod);
    }

    private void exchange(RoutingContext context, Operation operation) {
        HttpServerRequest request = context.request();
        request.pause();
        String requestId = label(request);
        Exchange exchange = new Exchange(
                vertx, engine, json, refusals, engineConfig.stallTimeout(), request.response(), operation, requestId);
        guarded(request, exchange::fail, () -> {
            deadline(request, exchange);
            identify(context)
                    .compose(caller -> {
                        pod.serving();
                        return RequestBody.read(request, config.maxBodySize().asLongValue());
                    })
                    .compose(body -> translate(operation, body, request.response()))
                    .map(told -> run(exchange, told))
                    .onFailure(failure -> refuse(request, exchange::fail, failure));
        });
    }

    private Future<EngineRequest> translate(Operation operation, Buffer body, HttpServerResponse response) {
        LoadedModel model = pod.serving().model();
        response.putHeader(HangilHeaders.MODEL_DIGEST, model.digest().value());
        ServingSettings serving = model.manifest().serving();
        if (body.length() <= LARGE_BODY) {
            return Future.succeededFuture(translator.translate(operation, body, serving));
        }
        return vertx.executeBlocking(() -> translator.translate(operation, body, serving), false)
                .map(told -> Objects.requireNonNull(told));
    }

    private @Nullable Void run(Exchange exchange, EngineRequest told) {
        EngineEndpoint endpoint = pod.serving().endpoint();
        exchange.run(told, endpoint, queue.enter(told.choices()));
        return null;
    }

    private void models(RoutingContext context, @Nullable String name) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = request.response();
        String requestId = label(request);
        Consumer<Throwable> fail = failure -> refusals.send(response, requestId, failure);
        identify(context)
                .onSuccess(caller -> guarded(request, fail, () -> {
                    List<String> served = config.servedNames();
                    ModelCatalog.Models all =
                            ModelCatalog.all(served, pod.serving().model(), created);
                    Object answer = name == null
                            ? all
                            : all.data().stream()
                                    .filter(model -> model.id().equals(name))
                                    .findFirst()
                                    .orElseThrow(() -> ModelCatalog.unknown(name, served));
                    response.putHeader(
                            HangilHeaders.MODEL_DIGEST,
                            pod.serving().model().digest().value());
                    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
                    response.end(Buffer.buffer(json.valueToTree(answer).toString()));
                }))
                .onFailure(fail::accept);
    }

    private void otherMethod(RoutingContext context) {
        HttpServerRequest request = context.request();
        String requestId = label(request);
        refusals.send(
                request.response(),
                requestId,
                new PlatformException(ErrorCode.METHOD_NOT_ALLOWED, "this path does not take this method"));
    }

    /** Puts on the answer what every answer carries; returns the request's id, the caller's own where it has one. */
    private String label(HttpServerRequest request) {
        String given = request.getHeader(HangilHeaders.REQUEST_ID);
        String requestId = given != null && RequestIds.isAcceptable(given) ? given : RequestIds.mint();
        request.response()
                .putHeader(HangilHeaders.REQUEST_ID, requestId)
                .putHeader(HangilHeaders.REPLICA, config.replica())
                .putHeader(HangilHeaders.REGION, config.region());
        return requestId;
    }

    /** Who is calling; completes on the request's event loop, whatever thread found out. */
    private Future<Void> identify(RoutingContext context) {
        Context loop = vertx.getOrCreateContext();
        Promise<Void> promise = Promise.promise();
        Uni<?> identity = callers.check(context);
        identity.subscribe()
                .with(
                        caller -> loop.runOnContext(back -> promise.complete()),
                        failure -> loop.runOnContext(back -> promise.fail(failure)));
        return promise.future();
    }

    private static void deadline(HttpServerRequest request, Exchange exchange) {
        String text = request.getHeader(HangilHeaders.DEADLINE_MS);
        if (text == null) {
            return;
        }
        try {
            long millis = Long.parseLong(text);
            if (millis > 0) {
                exchange.limit(millis);
                return;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number that is not positive is.
        }
        throw new PlatformException(
                ErrorCode.INVALID_REQUEST, HangilHeaders.DEADLINE_MS + " must be a positive number of milliseconds");
    }

    private void guarded(HttpServerRequest request, Consumer<Throwable> fail, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            refuse(request, fail, e);
        }
    }

    /** Refuses, and reads away for a moment what the client still sends, so that it gets to read the refusal. */
    private void refuse(HttpServerRequest request, Consumer<Throwable> fail, Throwable failure) {
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

    private static String nameIn(RoutingContext context) {
        String path = context.normalizedPath();
        return path.substring(MODELS.length() + 1);
    }
}
