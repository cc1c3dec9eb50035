package kr.hangil.gateway.upstream;

import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.snapshot.Replica;
import org.jspecify.annotations.Nullable;

/** Calls inference pods. */
@Singleton
public class UpstreamClient {

    private final HttpClient http;
    private final ServiceToken token;

    UpstreamClient(Vertx vertx, UpstreamConfig config, ServiceToken token) {
        this.token = token;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(config.poolSize())
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setKeepAliveTimeout(60)
                .setDecompressionSupported(false)
                .setTcpNoDelay(true));
    }

    /**
     * What a pod is told of where a request comes from.
     *
     * @param requestId kept by the pod, so that one id follows the request
     * @param tenant whose it is, so that the pod's queue can be fair
     * @param priority {@code interactive} or {@code batch}
     * @param traceparent W3C trace context of the caller; null when it sent none
     */
    public record Origin(
            String requestId,
            String tenant,
            String priority,
            @Nullable String traceparent) {}

    /**
     * Sends {@code envelope} to {@code replica}.
     *
     * @param left time left for the whole call; the pod stops the engine when it has passed
     */
    public UpstreamCall call(Replica replica, Envelope envelope, Origin origin, Duration left) {
        UpstreamCall call = new UpstreamCall();
        token.get()
                .compose(bearer -> http.request(options(replica, envelope, origin, left, bearer)))
                .onSuccess(request -> call.connected(request, Buffer.buffer(Unpooled.wrappedBuffer(envelope.body()))))
                .onFailure(call::failed);
        return call;
    }

    private static RequestOptions options(
            Replica replica, Envelope envelope, Origin origin, Duration left, String bearer) {
        URI base = replica.url();
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(base.getPath() + envelope.operation().podPath())
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + bearer)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, envelope.stream() ? "text/event-stream" : "application/json")
                .putHeader(HttpHeaders.ACCEPT_ENCODING, "identity")
                .putHeader(HangilHeaders.REQUEST_ID, origin.requestId())
                .putHeader(HangilHeaders.TENANT, origin.tenant())
                .putHeader(HangilHeaders.PRIORITY, origin.priority())
                .putHeader(HangilHeaders.DEADLINE_MS, Long.toString(Math.max(1, left.toMillis())));
        if (origin.traceparent() != null) {
            options.putHeader("traceparent", origin.traceparent());
        }
        return options;
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
