package kr.hangil.gateway.dataplane;

import jakarta.inject.Singleton;
import java.time.Duration;
import kr.hangil.gateway.admission.Reservation;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.MeteringService;
import kr.hangil.gateway.routing.Demand;
import kr.hangil.gateway.routing.RoutingConfig;
import kr.hangil.gateway.routing.RoutingService;
import kr.hangil.gateway.telemetry.AccessLog;
import kr.hangil.gateway.telemetry.RequestMetrics;
import kr.hangil.gateway.telemetry.RequestTrace;
import kr.hangil.gateway.telemetry.RequestTraces;
import kr.hangil.gateway.upstream.UpstreamClient;
import kr.hangil.gateway.upstream.UpstreamConfig;

/** Starts a {@link Dispatch} for each admitted request, with what they all share. */
@Singleton
public class Dispatches {

    private final RoutingService routing;
    private final UpstreamClient upstream;
    private final MeteringService metering;
    private final RequestMetrics metrics;
    private final RequestTraces traces;
    private final AccessLog accessLog;
    private final RunningRequests running;
    private final BodyMemory memory;
    private final DataPlaneConfig config;
    private final UpstreamConfig upstreamConfig;
    private final RoutingConfig routingConfig;

    Dispatches(
            RoutingService routing,
            UpstreamClient upstream,
            MeteringService metering,
            RequestMetrics metrics,
            RequestTraces traces,
            AccessLog accessLog,
            RunningRequests running,
            BodyMemory memory,
            DataPlaneConfig config,
            UpstreamConfig upstreamConfig,
            RoutingConfig routingConfig) {
        this.routing = routing;
        this.upstream = upstream;
        this.metering = metering;
        this.metrics = metrics;
        this.traces = traces;
        this.accessLog = accessLog;
        this.running = running;
        this.memory = memory;
        this.config = config;
        this.upstreamConfig = upstreamConfig;
        this.routingConfig = routingConfig;
    }

    /** Takes over {@code reservation}, which is settled at the dispatch's end whatever happens. */
    void start(
            Exchange exchange,
            Caller caller,
            Envelope envelope,
            Reservation reservation,
            Demand demand,
            ModelChain chain) {
        RequestTrace trace =
                traces.begin(exchange.trace(), exchange.startedAt(), exchange.id(), caller.tenant(), envelope);
        new Dispatch(this, exchange, caller, envelope, reservation, demand, chain, trace).start();
    }

    RoutingService routing() {
        return routing;
    }

    UpstreamClient upstream() {
        return upstream;
    }

    MeteringService metering() {
        return metering;
    }

    RequestMetrics metrics() {
        return metrics;
    }

    AccessLog accessLog() {
        return accessLog;
    }

    RunningRequests running() {
        return running;
    }

    BodyMemory memory() {
        return memory;
    }

    DataPlaneConfig config() {
        return config;
    }

    /** How long a request may wait for room. */
    Duration patience() {
        return routingConfig.queuePatience();
    }

    long maxAnswer() {
        return upstreamConfig.maxAnswer().asLongValue();
    }
}
