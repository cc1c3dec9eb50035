package kr.hangil.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Where a call stands in a trace, as W3C Trace Context writes it.
 *
 * @param traceparent of the caller; null where it sent none
 * @param tracestate what other systems keep with it; null for none
 */
public record TraceHeaders(
        @Nullable String traceparent, @Nullable String tracestate) {

    /** In no trace. */
    public static final TraceHeaders NONE = new TraceHeaders(null, null);

    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";
}
