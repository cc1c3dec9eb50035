package kr.hangil.gateway.upstream;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.http.HeaderNames;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.gateway.telemetry.TraceHeaders;

/**
 * Calls inference pods.
 *
 * <p>Each event loop has a client and so connections of its own: one that another loop reads from would hand every
 * message from thread to thread.
 */
@Singleton
public class UpstreamClient {

    /** Bytes of an answer that are handled at once, as many as are read at once: in eighths of that each event is looked at eight times. */
    private static final int PIECE = 64 << 10;

    private final Vertx vertx;
    private final PoolOptions pool;
    private final HttpClientOptions options;
    private final ServiceToken token;
    private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();

    UpstreamClient(Vertx vertx, UpstreamConfig config, ServiceToken token) {
        this.vertx = vertx;
        this.token = token;
        this.pool = new PoolOptions().setHttp1MaxSize(config.poolSize());
        this.options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setMaxChunkSize(PIECE)
                .setKeepAliveTimeout(60)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true);
    }

    /**
     * What a pod is told of where a request comes from.
     *
     * @param requestId kept by the pod, so that one id follows the request
     * @param tenant whose it is, so that the pod's queue can be fair
     * @param priority {@code interactive} or {@code batch}
     * @param trace where this call stands in a trace
     */
    public record Origin(String requestId, String tenant, String priority, TraceHeaders trace) {}

    /**
     * Sends {@code envelope} to {@code replica}. Called on an event loop.
     *
     * @param left time left for the whole call; the pod stops the engine when it has passed
     */
    public UpstreamCall call(Replica replica, Envelope envelope, Origin origin, Duration left) {
        UpstreamCall call = new UpstreamCall();
        HttpClient http = clients.computeIfAbsent(Thread.currentThread(), loop -> client());
        token.ready()
                .compose(ignored -> http.request(target(replica, envelope)).onSuccess(request -> {
                    describe(request.headers(), envelope, origin, left);
                    call.connected(request, envelope.body().bytes());
                }))
                .onFailure(call::failed);
        return call;
    }

    /**
     * A pod did not accept the gateway. Completes, on the event loop that called, when another attempt may end otherwise; fails with 503
     * where it cannot.
     */
    public Future<Void> refused() {
        return token.refused();
    }

    private HttpClient client() {
        return vertx.httpClientBuilder()
                .with(pool)
                .with(options)
                .withConnectHandler(new Authorization(token)::of)
                .build();
    }

    private static RequestOptions target(Replica replica, Envelope envelope) {
        URI base = replica.url();
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(base.getPath() + envelope.operation().podPath());
    }

    private static void describe(MultiMap headers, Envelope envelope, Origin origin, Duration left) {
        headers.set(HttpHeaders.CONTENT_TYPE, HeaderNames.JSON);
        headers.set(HttpHeaders.ACCEPT, envelope.stream() ? HeaderNames.EVENT_STREAM : HeaderNames.JSON);
        headers.set(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
        headers.set(HeaderNames.REQUEST_ID, origin.requestId());
        headers.set(HeaderNames.TENANT, origin.tenant());
        headers.set(HeaderNames.PRIORITY, origin.priority());
        headers.set(HeaderNames.DEADLINE_MS, Long.toString(Math.max(1, left.toMillis())));
        if (origin.trace().traceparent() != null) {
            headers.set(HeaderNames.TRACEPARENT, origin.trace().traceparent());
        }
        if (origin.trace().tracestate() != null) {
            headers.set(HeaderNames.TRACESTATE, origin.trace().tracestate());
        }
    }

    @PreDestroy
    void close() {
        clients.values().forEach(HttpClient::close);
    }
}
