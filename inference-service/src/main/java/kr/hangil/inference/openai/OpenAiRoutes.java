package kr.hangil.inference.openai;

import io.quarkus.runtime.configuration.MemorySize;
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
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.lifecycle.ServedModel;
import kr.hangil.inference.load.EngineWatch;
import kr.hangil.inference.queue.Priority;
import kr.hangil.inference.weights.LoadedModel;
import kr.hangil.platform.request.BodyRoom;
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

    /** Bytes of memory for a byte of a body: it is there as text, as a tree and anew. */
    private static final int BODY_WEIGHT = 8;

    private final Exchange.Means means;
    private final Door door;
    private final InferenceConfig config;
    private final BodyRoom room;
    private final Pod pod;
    private final EngineWatch watch;
    private final long created;

    OpenAiRoutes(Exchange.Means means, Door door, InferenceConfig config, Pod pod, EngineWatch watch, Clock clock) {
        this.means = means;
        this.door = door;
        this.config = config;
        this.room = BodyRoom.of(
                config.bodyMemory().map(MemorySize::asLongValue),
                config.maxBodySize().asLongValue(),
                BODY_WEIGHT);
        this.pod = pod;
        this.watch = watch;
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
                        BodyRoom.Share share = room.share(BODY_WEIGHT);
                        exchange.whenOver(share::giveBack);
                        Caller caller = new Caller(gateway, tenant, priority);
                        return RequestBody.read(request, config.maxBodySize().asLongValue(), share)
                                .compose(body -> answer(exchange, operation, caller, body, request.response()));
                    })
                    .onFailure(failure -> door.refuse(request, exchange::fail, failure));
        });
    }

    /** Who asks, as {@link Accounts.Order} has it. */
    private record Caller(String gateway, String tenant, Priority priority) {}

    private Future<@Nullable Void> answer(
            Exchange exchange, Operation operation, Caller caller, Buffer body, HttpServerResponse response) {
        return worked(body, () -> RequestFields.parse(body)).compose(given -> {
            Pod.Serving serving = pod.serving();
            ServedModel model = ModelCatalog.find(serving, RequestFields.text(given, "model", "model"));
            Digest digest = model.version().digest();
            response.putHeader(HangilHeaders.MODEL_DIGEST, digest.value());
            Accounts.Order order = new Accounts.Order(
                    caller.gateway(),
                    caller.tenant(),
                    caller.priority(),
                    digest,
                    serving.contextLength(),
                    body.length());
            Set<EngineFeature> missing = watch.missing();
            return worked(body, () -> RequestTranslator.translate(operation, body, given, model, missing))
                    .map(told -> run(exchange, told, order));
        });
    }

    /** Done at once where {@code body} is small, and else where it holds nobody up. */
    private <T> Future<T> worked(Buffer body, Supplier<T> work) {
        if (body.length() <= LARGE_BODY) {
            return Future.succeededFuture(work.get());
        }
        return means.vertx().executeBlocking(work::get, false).map(done -> Objects.requireNonNull(done));
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
                    Pod.Serving serving = pod.serving();
                    ServedModel one = name == null ? null : ModelCatalog.find(serving, name);
                    Object answer = one == null ? ModelCatalog.all(serving, created) : ModelCatalog.of(one, created);
                    LoadedModel version = one == null ? serving.base() : one.version();
                    response.putHeader(
                            HangilHeaders.MODEL_DIGEST, version.digest().value());
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
