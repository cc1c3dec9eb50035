package kr.hangil.inference.openai;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.load.EngineWatch;
import kr.hangil.inference.queue.Priority;
import kr.hangil.inference.weights.LoadedModel;
import org.jspecify.annotations.Nullable;

/**
 * The order of the chain: label, who is calling, is the pod serving, read the body, translate it, a place in the queue,
 * the engine. Routes and not resources, because bodies pass through as buffers with backpressure.
 */
@Singleton
final class OpenAiRoutes {

    private static final String MODELS = "/v1/models";

    /** Bytes of a body from which on reading its JSON takes too long for an event loop. */
    private static final int LARGE_BODY = 128 * 1024;

    private final Exchange.Means means;
    private final Door door;
    private final InferenceConfig config;
    private final Pod pod;
    private final EngineWatch watch;
    private final RequestTranslator translator;
    private final long created;

    OpenAiRoutes(
            Exchange.Means means,
            Door door,
            InferenceConfig config,
            Pod pod,
            EngineWatch watch,
            RequestTranslator translator,
            Clock clock) {
        this.means = means;
        this.door = door;
        this.config = config;
        this.pod = pod;
        this.watch = watch;
        this.translator = translator;
        this.created = clock.instant().getEpochSecond();
    }

    void register(@Observes Router router) {
        for (Operation operation : Operation.values()) {
            router.post(operation.path()).handler(context -> exchange(context, operation));
            router.route(operation.path()).handler(door::otherMethod);
        }
        router.get(MODELS).handler(context -> models(context, null));
        router.get(MODELS + "/*").handler(context -> models(context, nameIn(context)));
        router.route(MODELS).handler(door::otherMethod);
    }

    private void exchange(RoutingContext context, Operation operation) {
        HttpServerRequest request = context.request();
        request.pause();
        Exchange exchange = new Exchange(means, request.response(), operation, door.label(context));
        door.guarded(request, exchange::fail, () -> {
            long deadline = CallerHeaders.deadline(request);
            if (deadline > 0) {
                exchange.limit(deadline);
            }
            Priority priority = CallerHeaders.priority(request);
            String tenant = CallerHeaders.tenant(request);
            door.identify(context, CallerCheck.CALLERS)
                    .compose(gateway -> {
                        pod.serving();
                        return RequestBody.read(request, config.maxBodySize().asLongValue())
                                .compose(body -> translate(operation, body, request.response())
                                        .map(told ->
                                                run(exchange, told, order(gateway, tenant, priority, body.length()))));
                    })
                    .onFailure(failure -> door.refuse(request, exchange::fail, failure));
        });
    }

    private Future<EngineRequest> translate(Operation operation, Buffer body, HttpServerResponse response) {
        LoadedModel model = pod.serving().model();
        response.putHeader(HangilHeaders.MODEL_DIGEST, model.digest().value());
        ServingSettings serving = model.manifest().serving();
        Set<EngineFeature> missing = watch.missing();
        if (body.length() <= LARGE_BODY) {
            return Future.succeededFuture(translator.translate(operation, body, serving, missing));
        }
        return means.vertx()
                .executeBlocking(() -> translator.translate(operation, body, serving, missing), false)
                .map(told -> Objects.requireNonNull(told));
    }

    private Accounts.Order order(String gateway, String tenant, Priority priority, int bytes) {
        Pod.Serving serving = pod.serving();
        return new Accounts.Order(gateway, tenant, priority, serving.model().digest(), serving.contextLength(), bytes);
    }

    private static @Nullable Void run(Exchange exchange, EngineRequest told, Accounts.Order order) {
        exchange.run(told, order);
        return null;
    }

    private void models(RoutingContext context, @Nullable String name) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = request.response();
        String requestId = door.label(context);
        Consumer<Throwable> fail = failure -> means.refusals().send(response, requestId, failure);
        door.identify(context, CallerCheck.CALLERS)
                .onSuccess(caller -> door.guarded(request, fail, () -> {
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
                    response.end(Buffer.buffer(means.json().valueToTree(answer).toString()));
                }))
                .onFailure(fail::accept);
    }

    private static String nameIn(RoutingContext context) {
        String path = context.normalizedPath();
        return path.substring(MODELS.length() + 1);
    }
}
