package kr.hangil.inference.engine.openaihttp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.ModelSelection;

/** Opens requests to an engine and asks it for the tokens that prove it serves. */
@Singleton
public final class EngineHttp {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Calls that one request can be made of. */
    private static final int MAX_CALLS = 16;

    /** Connections for probes and metrics beside those for requests. */
    private static final int SPARE_CONNECTIONS = 8;

    /** Longest silence of an engine that is asked for one token or for its metrics. */
    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient client;

    /** Connects to engines of {@code engine}'s number of slots. */
    public EngineHttp(Vertx vertx, EngineConfig engine) {
        // A connection per request: an idle one would hold one of the engine's HTTP threads, and a cancelled request is
        // a
        // closed connection anyway.
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setKeepAlive(false)
                .setMaxPoolSize(connections(engine) + SPARE_CONNECTIONS));
    }

    /** Requests that are sent to an engine at once, each on a connection: one per slot, or all choices of one request. */
    public static int connections(EngineConfig engine) {
        return Math.max(engine.slots(), MAX_CALLS);
    }

    /** Opens a POST of JSON on {@code path}; the caller sends the body. Fails when nothing listens. */
    public Future<HttpClientRequest> post(EngineEndpoint endpoint, String path) {
        return open(endpoint, HttpMethod.POST, path)
                .map(request -> request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity"));
    }

    /** The text at {@code path}; fails unless the status is 200, and after a silence of {@code limit}. */
    public Future<String> text(EngineEndpoint endpoint, String path, Duration limit) {
        return open(endpoint, HttpMethod.GET, path)
                .compose(request -> {
                    request.idleTimeout(limit.toMillis());
                    return answer(request.send());
                })
                .compose(answer -> answer.status() == 200
                        ? Future.succeededFuture(answer.body().toString())
                        : Future.failedFuture("status " + answer.status()));
    }

    /** The whole answer to a small POST, whatever its status. */
    Future<FeatureProbe.Answer> ask(EngineEndpoint endpoint, String path, JsonObject body) {
        return post(endpoint, path).compose(request -> {
            request.idleTimeout(ASK_TIMEOUT.toMillis());
            return answer(request.send(body.toBuffer()));
        });
    }

    /**
     * Asks for the body in the turn of the event loop that sends the request: nobody may be late for it, as the thread
     * of a caller would be that composed this afterwards, for what comes before is lost.
     */
    private static Future<FeatureProbe.Answer> answer(Future<HttpClientResponse> sent) {
        return sent.compose(
                response -> response.body().map(body -> new FeatureProbe.Answer(response.statusCode(), body)));
    }

    /**
     * Asks for one token of {@code model} and of each of its adapters; blocks until all are there.
     *
     * @param limit longest wait for each
     * @throws EngineNotReadyException when one does not come, saying what came instead
     * @throws InterruptedException when the thread is interrupted
     */
    public void awaitFirstTokens(EngineEndpoint endpoint, EngineModel model, Duration limit)
            throws EngineNotReadyException, InterruptedException {
        awaitOneToken(endpoint, model.selection(), limit);
        for (EngineModel.Adapter adapter : model.adapters()) {
            awaitOneToken(endpoint, adapter.selection(), limit);
        }
    }

    /**
     * Asks for one token; blocks until it is there.
     *
     * @param who is to give it
     * @param limit longest wait
     * @throws EngineNotReadyException when there is none, saying what came instead
     * @throws InterruptedException when the thread is interrupted
     */
    public void awaitOneToken(EngineEndpoint endpoint, ModelSelection who, Duration limit)
            throws EngineNotReadyException, InterruptedException {
        JsonObject body = asked(who).put("prompt", "1").put("max_tokens", 1).put("temperature", 0);
        Future<Void> answered = post(endpoint, "/v1/completions")
                .compose(request -> answer(request.send(body.toBuffer())))
                .compose(answer -> {
                    if (answer.status() != 200) {
                        return Future.failedFuture("status " + answer.status());
                    }
                    return answer.body().toJsonObject().getJsonObject("usage").getInteger("completion_tokens") >= 1
                            ? Future.succeededFuture()
                            : Future.failedFuture("an answer without a token");
                });
        try {
            answered.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new EngineNotReadyException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new EngineNotReadyException("no token within " + limit, e);
        }
    }

    /** The beginning of a request to {@code who}. */
    static JsonObject asked(ModelSelection who) {
        JsonObject body = new JsonObject().put("model", who.model());
        who.fields().forEach(body::put);
        return body;
    }

    private Future<HttpClientRequest> open(EngineEndpoint endpoint, HttpMethod method, String path) {
        URI address = endpoint.address();
        boolean tls = "https".equals(address.getScheme());
        int port = address.getPort() != -1 ? address.getPort() : tls ? 443 : 80;
        return client.request(new RequestOptions()
                        .setMethod(method)
                        .setHost(address.getHost())
                        .setPort(port)
                        .setSsl(tls)
                        .setURI(path))
                .map(request -> {
                    endpoint.apiKey().ifPresent(key -> request.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key));
                    return request;
                });
    }
}
