package kr.hangil.gateway.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.instrumentation.api.instrumenter.Instrumenter;
import io.opentelemetry.instrumentation.api.semconv.http.HttpServerAttributesExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanNameExtractor;
import io.opentelemetry.instrumentation.api.semconv.http.HttpSpanStatusExtractor;
import io.smallrye.common.vertx.ContextLocals;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import java.time.Duration;
import kr.hangil.platform.request.RequestIds;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Spans of requests to REST resources, all of them control plane, by OpenTelemetry's semantic conventions for HTTP servers, and
 * what {@link ResourceMetrics} count. They are named by route. The data plane is no resource: {@link RequestTraces}.
 */
public class ResourceTraces {

    /** Before {@code SignInFilter}, which refuses some of them. */
    private static final int BEFORE_SIGN_IN = Priorities.AUTHENTICATION - 1;

    /** Where the framework keeps the template of the path that it matched, for its metrics and ours. */
    private static final String ROUTE = "UrlPathTemplate";

    private final ResourceMetrics metrics;
    private final @Nullable Instrumenter<ResourceCall, HttpServerResponse> calls;

    ResourceTraces(Tracing tracing, ResourceMetrics metrics) {
        this.metrics = metrics;
        this.calls = tracing.openTelemetry().map(ResourceTraces::instrumenter).orElse(null);
    }

    private static Instrumenter<ResourceCall, HttpServerResponse> instrumenter(OpenTelemetry openTelemetry) {
        ResourceCall.Getter http = new ResourceCall.Getter();
        return Instrumenter.<ResourceCall, HttpServerResponse>builder(
                        openTelemetry, Tracing.SCOPE, HttpSpanNameExtractor.create(http))
                .addAttributesExtractor(HttpServerAttributesExtractor.create(http))
                .setSpanStatusExtractor(HttpSpanStatusExtractor.create(http))
                .buildServerInstrumenter(new Headers());
    }

    @ServerRequestFilter(priority = BEFORE_SIGN_IN)
    public void begin(RoutingContext request) {
        ResourceCall call = new ResourceCall(
                request.request(), ContextLocals.<String>get(ROUTE).orElse(null));
        long began = System.nanoTime();
        request.addEndHandler(
                ended -> metrics.ended(call, request.response(), Duration.ofNanos(System.nanoTime() - began)));
        if (calls == null) {
            return;
        }
        Context span = calls.start(Context.root(), call);
        Span.fromContext(span).setAttribute("hangil.request.id", RequestIds.current());
        request.addEndHandler(ended -> calls.end(span, call, request.response(), ended.cause()));
    }

    private static final class Headers implements TextMapGetter<ResourceCall> {

        @Override
        public Iterable<String> keys(ResourceCall call) {
            return call.request().headers().names();
        }

        @Override
        public @Nullable String get(@Nullable ResourceCall call, String key) {
            return call == null ? null : call.request().getHeader(key);
        }
    }
}
