package kr.hangil.gateway.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Map;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.snapshot.Replica;
import org.jspecify.annotations.Nullable;

/** The trace of one dispatched request. Confined to its event loop. */
public sealed interface RequestTrace {

    /**
     * It is sent to {@code replica}.
     *
     * @param number of this attempt, from 1
     * @return what the replica is told
     */
    TraceHeaders attempt(Replica replica, int number);

    /** The last attempt came to nothing, and another may follow. */
    void attemptFailed(String why);

    /** The first byte of the answer goes out. */
    void firstByte();

    /**
     * It is over.
     *
     * @param error what it failed with; null when it succeeded or its client left
     */
    void ended(@Nullable ErrorCode error, TokenCounts counts);

    /** Not recorded here: what the caller sent goes on as it came. */
    record Passed(TraceHeaders caller) implements RequestTrace {

        @Override
        public TraceHeaders attempt(Replica replica, int number) {
            return caller;
        }

        @Override
        public void attemptFailed(String why) {}

        @Override
        public void firstByte() {}

        @Override
        public void ended(@Nullable ErrorCode error, TokenCounts counts) {}
    }

    /** Recorded. */
    final class Recorded implements RequestTrace {

        private final Tracer tracer;
        private final Context context;
        private final Span request;
        private @Nullable Span attempt;

        Recorded(Tracer tracer, Context context, Span request) {
            this.tracer = tracer;
            this.context = context;
            this.request = request;
        }

        @Override
        public TraceHeaders attempt(Replica replica, int number) {
            Span begun = tracer.spanBuilder("attempt")
                    .setParent(context)
                    .setSpanKind(SpanKind.CLIENT)
                    .setAttribute("server.address", replica.url().getHost())
                    .setAttribute("server.port", replica.url().getPort())
                    .setAttribute("hangil.replica", replica.name())
                    .setAttribute("hangil.attempt", number)
                    .startSpan();
            attempt = begun;
            Map<String, String> headers = new HashMap<>();
            W3CTraceContextPropagator.getInstance()
                    .inject(context.with(begun), headers, (map, name, value) -> headers.put(name, value));
            return new TraceHeaders(headers.get(TraceHeaders.TRACEPARENT), headers.get(TraceHeaders.TRACESTATE));
        }

        @Override
        public void attemptFailed(String why) {
            if (attempt != null) {
                attempt.setStatus(StatusCode.ERROR, why).end();
                attempt = null;
            }
        }

        @Override
        public void firstByte() {
            request.addEvent("first byte");
        }

        @Override
        public void ended(@Nullable ErrorCode error, TokenCounts counts) {
            if (error == null) {
                end(attempt);
            } else {
                attemptFailed(error.code());
                request.setStatus(StatusCode.ERROR, error.code()).setAttribute("error.type", error.code());
            }
            request.setAttribute("gen_ai.usage.input_tokens", counts.prompt())
                    .setAttribute("gen_ai.usage.output_tokens", counts.completion())
                    .end();
        }

        private static void end(@Nullable Span span) {
            if (span != null) {
                span.end();
            }
        }
    }
}
