package kr.hangil.gateway.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.metering.MeteringConfig;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Spans of dispatched requests, by OpenTelemetry's semantic conventions for generative AI: one for the request, one below
 * it for each attempt at a replica. They carry no content. Sent by OTLP where a collector is configured; else a caller's
 * trace passes through as it came.
 */
@Singleton
public class RequestTraces {

    private static final Logger LOG = Logger.getLogger(RequestTraces.class);
    private static final TextMapGetter<TraceHeaders> HEADERS = new Headers();

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    RequestTraces(TracingConfig config, MeteringConfig place) {
        this.provider = config.endpoint()
                .map(endpoint -> provider(endpoint, config, place))
                .orElse(null);
        this.tracer = provider == null ? null : provider.get("kr.hangil.gateway");
    }

    private static SdkTracerProvider provider(URI endpoint, TracingConfig config, MeteringConfig place) {
        String url = endpoint.toString().replaceAll("/+$", "") + "/v1/traces";
        LOG.infof("spans of requests are sent to %s", url);
        Attributes resource = Attributes.builder()
                .put("service.namespace", "hangil")
                .put("service.name", "gateway-service")
                .put("service.instance.id", place.gatewayName())
                .put("hangil.region", place.region())
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(resource)))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio())))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(url)
                                .setCompression("gzip")
                                .build())
                        .setMaxQueueSize(config.queue())
                        .setScheduleDelay(config.delay())
                        .build())
                .build();
    }

    /**
     * A request is dispatched.
     *
     * @param caller where it stands in a trace of its caller's
     * @param since when it came
     */
    public RequestTrace begin(TraceHeaders caller, Instant since, String requestId, String tenant, Envelope envelope) {
        if (tracer == null) {
            return new RequestTrace.Passed(caller);
        }
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), caller, HEADERS);
        String operation = GenAi.operation(envelope.operation());
        Span request = tracer.spanBuilder(operation + " " + envelope.model())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(since)
                .setAttribute("gen_ai.operation.name", operation)
                .setAttribute("gen_ai.provider.name", GenAi.PROVIDER)
                .setAttribute("gen_ai.request.model", envelope.model())
                .setAttribute("hangil.request.id", requestId)
                .setAttribute("hangil.tenant", tenant)
                .startSpan();
        return new RequestTrace.Recorded(tracer, parent.with(request), request);
    }

    /** Sends what is left. */
    @PreDestroy
    void close() {
        if (provider != null) {
            provider.close();
        }
    }

    private static final class Headers implements TextMapGetter<TraceHeaders> {

        @Override
        public Iterable<String> keys(TraceHeaders carrier) {
            return List.of(TraceHeaders.TRACEPARENT, TraceHeaders.TRACESTATE);
        }

        @Override
        public @Nullable String get(@Nullable TraceHeaders carrier, String key) {
            if (carrier == null) {
                return null;
            }
            return switch (key) {
                case TraceHeaders.TRACEPARENT -> carrier.traceparent();
                case TraceHeaders.TRACESTATE -> carrier.tracestate();
                default -> null;
            };
        }
    }
}
