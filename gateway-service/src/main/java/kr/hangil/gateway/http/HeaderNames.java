package kr.hangil.gateway.http;

import io.vertx.core.http.HttpHeaders;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.telemetry.TraceHeaders;

/** Names and values of headers that every request meets, made once: they know their hash, and are not checked again. */
public final class HeaderNames {

    public static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(HangilHeaders.REQUEST_ID);
    public static final CharSequence TENANT = HttpHeaders.createOptimized(HangilHeaders.TENANT);
    public static final CharSequence PRIORITY = HttpHeaders.createOptimized(HangilHeaders.PRIORITY);
    public static final CharSequence DEADLINE_MS = HttpHeaders.createOptimized(HangilHeaders.DEADLINE_MS);
    public static final CharSequence CONFIG_VERSION = HttpHeaders.createOptimized(HangilHeaders.CONFIG_VERSION);
    public static final CharSequence REGION = HttpHeaders.createOptimized(HangilHeaders.REGION);
    public static final CharSequence REPLICA = HttpHeaders.createOptimized(HangilHeaders.REPLICA);
    public static final CharSequence MODEL_DIGEST = HttpHeaders.createOptimized(HangilHeaders.MODEL_DIGEST);
    public static final CharSequence LOAD = HttpHeaders.createOptimized(HangilHeaders.LOAD);
    public static final CharSequence COST_KRW = HttpHeaders.createOptimized(HangilHeaders.COST_KRW);
    public static final CharSequence REPEAT_OF = HttpHeaders.createOptimized(HangilHeaders.REPEAT_OF);

    public static final CharSequence TRACEPARENT = HttpHeaders.createOptimized(TraceHeaders.TRACEPARENT);
    public static final CharSequence TRACESTATE = HttpHeaders.createOptimized(TraceHeaders.TRACESTATE);

    /** A value of {@code Content-Type} and {@code Accept}. */
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    /** As {@link #JSON}, of a stream. */
    public static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");

    private HeaderNames() {}
}
