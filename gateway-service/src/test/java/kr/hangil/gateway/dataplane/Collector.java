package kr.hangil.gateway.dataplane;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OpenTelemetry collector, as far as it takes spans by OTLP over HTTP and keeps them. */
final class Collector {

    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Collector(Vertx vertx) {
        // A request that upgrades its connection to HTTP/2 keeps its body compressed.
        server = vertx.createHttpServer(
                        new HttpServerOptions().setDecompressionSupported(true).setHttp2ClearTextEnabled(false))
                .requestHandler(this::take)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    List<Span> spans() {
        return spans;
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            try {
                if (!request.path().equals("/v1/traces")) {
                    request.response().setStatusCode(404).end();
                    return;
                }
                ExportTraceServiceRequest.parseFrom(body.getBytes())
                        .getResourceSpansList()
                        .forEach(resource ->
                                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
                request.response()
                        .putHeader("content-type", "application/x-protobuf")
                        .end(Buffer.buffer(
                                ExportTraceServiceResponse.getDefaultInstance().toByteArray()));
            } catch (InvalidProtocolBufferException e) {
                request.response().setStatusCode(400).end();
            }
        });
    }
}
