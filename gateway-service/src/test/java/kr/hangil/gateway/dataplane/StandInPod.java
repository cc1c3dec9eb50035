package kr.hangil.gateway.dataplane;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.telemetry.TraceHeaders;

/**
 * A pod that speaks the real protocol and misbehaves on request. What it does is told by the last message, prompt, input or query
 * it is sent; where that begins with "held", it does so once a test lets go.
 */
final class StandInPod {

    static final String DIGEST = "sha256:" + "d".repeat(64);

    private static final String HELD = "held ";
    private static final String DRIP = "drip ";

    /** Events that a flood keeps ready, so that there are always some to take. */
    private static final int AHEAD = 64;

    private static final String TICK = "tick ";

    /** Between two events of a stream that ticks. */
    static final int TICK_MILLIS = 50;

    /** Bytes of an answer that no event loop has time to read. */
    static final int LARGE = 1 << 20;

    /** And of one that there is no room for beside four bodies that take 18 MiB of the 80 in tests each. */
    static final int HUGE = 12 << 20;

    /** Bytes of an event that never ends, no more than an event may have. */
    private static final int HALF_AN_EVENT = 3 << 20;

    private final Vertx vertx;
    private final HttpServer server;
    private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private final List<String> bearers = new CopyOnWriteArrayList<>();
    private volatile String withdrawn = "";
    private final List<TraceHeaders> traces = new CopyOnWriteArrayList<>();
    private final Map<String, Long> deadlines = new ConcurrentHashMap<>();
    private final Map<String, Integer> left = new ConcurrentHashMap<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final AtomicLong flooded = new AtomicLong();
    private final AtomicInteger refusals = new AtomicInteger();

    StandInPod(Vertx vertx) {
        this.vertx = vertx;
        this.server = StandIns.server(vertx, this::answer);
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    /** Calls of {@code tenant} that the pod gave up because nobody listened any more. */
    int left(String tenant) {
        return left.getOrDefault(tenant, 0);
    }

    /** Requests that the pod has, and does nothing about until {@link #letGo}. */
    int held() {
        return held.size();
    }

    /** Has the pod answer what it holds. */
    void letGo() {
        for (Runnable next = held.poll(); next != null; next = held.poll()) {
            next.run();
        }
    }

    /** Bytes the pod was able to write of its endless answer. */
    long flooded() {
        return flooded.get();
    }

    /** The pod refuses the next {@code times} requests that say "busy" because it is full. */
    void refuseNext(int times) {
        refusals.set(times);
    }

    /** From now on the pod does not accept {@code bearer}, an {@code Authorization} header, from requests that say "stranger". */
    void noLongerAccept(String bearer) {
        withdrawn = bearer;
    }

    List<JsonObject> asked() {
        return asked;
    }

    List<String> bearers() {
        return bearers;
    }

    /** Where each request that was asked stands in a trace. */
    List<TraceHeaders> traces() {
        return traces;
    }

    /** Milliseconds that the pod was given for {@code tenant}'s last request. */
    long deadline(String tenant) {
        return deadlines.getOrDefault(tenant, Long.MAX_VALUE);
    }

    private void answer(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject json = body.toJsonObject();
            asked.add(json);
            bearers.add(String.valueOf(request.getHeader("authorization")));
            traces.add(new TraceHeaders(request.getHeader("traceparent"), request.getHeader("tracestate")));
            deadlines.put(
                    String.valueOf(request.getHeader(HangilHeaders.TENANT)),
                    Long.parseLong(request.getHeader(HangilHeaders.DEADLINE_MS)));
            HttpServerResponse response = request.response()
                    .putHeader("x-hangil-model-digest", DIGEST)
                    .putHeader("x-hangil-replica", "pod-0");
            String text = textOf(request.path(), json);
            response.closeHandler(ignored -> {
                if (!response.ended()) {
                    left.merge(String.valueOf(request.getHeader(HangilHeaders.TENANT)), 1, Integer::sum);
                }
            });
            behave(text, request, response);
        });
    }

    private static String textOf(String path, JsonObject json) {
        return switch (path) {
            case "/v1/rerank" -> json.getString("query").equals("silent") ? "silent" : "rerank";
            case "/v1/completions" -> json.getString("prompt");
            case "/v1/embeddings" -> json.getString("input");
            default -> {
                JsonArray messages = json.getJsonArray("messages");
                String text = messages.getJsonObject(messages.size() - 1).getString("content");
                yield path.endsWith("/input_tokens") ? "count " + text : text;
            }
        };
    }

    private void hold(String text, HttpServerRequest request, HttpServerResponse response) {
        Context context = vertx.getOrCreateContext();
        held.add(() -> context.runOnContext(ignored -> {
            if (!response.closed()) {
                behave(text, request, response);
            }
        }));
    }

    private void behave(String text, HttpServerRequest request, HttpServerResponse response) {
        if (text.startsWith(HELD)) {
            hold(text.substring(HELD.length()), request, response);
            return;
        }
        if (text.startsWith(DRIP)) {
            drip(Integer.parseInt(text.substring(DRIP.length())), response);
            return;
        }
        if (text.startsWith(TICK)) {
            tick(Integer.parseInt(text.substring(TICK.length())), response.setChunked(true));
            return;
        }
        switch (text) {
            case "whole" ->
                response.putHeader("content-type", "application/json")
                        .end("{\"choices\":[{}],\"usage\":" + "{\"prompt_tokens\":7,\"completion_tokens\":3}}");
            case "large" -> numbers(response, LARGE);
            case "huge" -> numbers(response, HUGE);
            case "large garbage" ->
                response.putHeader("content-type", "application/json")
                        .end("{\"choices\":[" + "0.25,".repeat(LARGE / 5));
            case "stream" -> response.setChunked(true).end(delta("하나") + delta("둘") + usage() + "data: [DONE]\n\n");
            case "as much as goes" ->
                response.setChunked(true).end(delta("x".repeat(Quantum.BYTES)) + usage() + "data: [DONE]\n\n");
            case "break" -> {
                response.setChunked(true).write(delta("하나"));
                response.write(delta("둘"))
                        .onComplete(ignored ->
                                vertx.setTimer(50, timer -> request.connection().close()));
            }
            case "busy" -> {
                if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    response.setStatusCode(429)
                            .putHeader("content-type", "application/json")
                            .putHeader("retry-after-ms", "100")
                            .end("{\"error\":{\"message\":\"full\",\"type\":\"rate_limit_error\",\"param\":null,"
                                    + "\"code\":\"queue_full\"},\"error_type\":\"queue_full\",\"request_id\":\"r\"}");
                } else {
                    behave("whole", request, response);
                }
            }
            case "unwelcome" -> response.setStatusCode(401).end();
            case "stranger" -> {
                if (withdrawn.equals(request.getHeader("authorization"))) {
                    response.setStatusCode(401).end();
                } else {
                    behave("whole", request, response);
                }
            }
            case "burst" -> {
                // Three chunks of HTTP in one piece of TCP: what is written while a request is read goes out together.
                response.setChunked(true).write(delta("하나"));
                response.write(delta("둘"));
                response.write(delta("셋"));
            }
            case "silent", "count silent" -> {}
            case "said" ->
                response.putHeader("content-type", "application/json")
                        .end(
                                "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"하나\"}}],"
                                        + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,"
                                        + "\"prompt_tokens_details\":{\"cached_tokens\":5}}}");
            case "uncounted" -> response.setChunked(true).end(delta("하나") + delta("둘") + "data: [DONE]\n\n");
            case "nothing" -> response.setChunked(true).end(usage() + "data: [DONE]\n\n");
            case "error" ->
                response.setChunked(true)
                        .end(delta("하나") + "data: {\"error\":{\"message\":\"broken\",\"type\":\"server_error\","
                                + "\"param\":null,\"code\":\"engine_failed\"},\"error_type\":\"engine_failed\","
                                + "\"request_id\":\"r\",\"choices\":[]}\n\n");
            case "lie" ->
                response.putHeader("content-type", "application/json")
                        .end("{\"error\":{\"message\":\"out of memory\",\"code\":500}}");
            case "garbage" -> response.setChunked(true).end("data: [1]\n\n");
            case "count said" ->
                response.putHeader("content-type", "application/json").end("{\"input_tokens\":42}");
            case "rerank" ->
                response.putHeader("content-type", "application/json")
                        .end("{\"results\":[{\"index\":1,\"relevance_score\":0.9}],\"usage\":{\"total_tokens\":11}}");
            case "overflow" ->
                response.setStatusCode(400)
                        .putHeader("content-type", "application/json")
                        .end("{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"param\":null,"
                                + "\"code\":\"context_length_exceeded\"},\"error_type\":\"context_length_exceeded\","
                                + "\"request_id\":\"" + request.getHeader("x-request-id") + "\"}");
            case "crash" -> response.setStatusCode(500).end("<html>Internal secrets</html>");
            case "half an event" -> response.setChunked(true).write("data: " + "x".repeat(HALF_AN_EVENT));
            case "flood" -> {
                response.setChunked(true);
                flood(response, Buffer.buffer(delta("가".repeat(20_000))));
            }
            default -> response.setStatusCode(500).end();
        }
    }

    /** Says {@code count} times something, and then no more. */
    private static void drip(int count, HttpServerResponse response) {
        response.setChunked(true);
        for (int i = 1; i <= count; i++) {
            response.write(delta("조각" + i));
        }
    }

    /** Says {@code left} times something, one after another, and ends well. */
    private void tick(int left, HttpServerResponse response) {
        if (response.closed()) {
            return;
        }
        if (left == 0) {
            response.end(usage() + "data: [DONE]\n\n");
            return;
        }
        response.write(delta("똑딱"));
        vertx.setTimer(TICK_MILLIS, ignored -> tick(left - 1, response));
    }

    private static void numbers(HttpServerResponse response, int bytes) {
        response.putHeader("content-type", "application/json")
                .end("{\"choices\":[" + "0.25,".repeat(bytes / 5)
                        + "{}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}");
    }

    /** Says {@code chunk} over and over, as fast as it is taken; not on an event loop, which has others to answer too. */
    private void flood(HttpServerResponse response, Buffer chunk) {
        Semaphore ready = new Semaphore(AHEAD);
        Thread.startVirtualThread(() -> {
            while (!response.closed()) {
                ready.acquireUninterruptibly();
                response.write(chunk).onComplete(written -> {
                    flooded.addAndGet(chunk.length());
                    ready.release();
                });
            }
        });
    }

    private static String delta(String text) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"}}]}\n\n";
    }

    private static String usage() {
        return "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2}}\n\n";
    }
}
