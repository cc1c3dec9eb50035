package kr.hangil.gateway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import kr.hangil.gateway.envelope.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * Spans of dispatched requests, by OpenTelemetry's semantic conventions for generative AI: one for the request, one below
 * it for each attempt at a replica. They carry no content. Without {@link Tracing} a caller's trace passes through as it
 * came.
 */
@Singleton
public class RequestTraces {

    private static final TextMapGetter<TraceHeaders> HEADERS = new Headers();

    private final @Nullable Tracer tracer;

    RequestTraces(Tracing tracing) {
        this.tracer = tracing.openTelemetry()
                .map(openTelemetry -> openTelemetry.getTracer(Tracing.SCOPE))
                .orElse(null);
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
