package kr.hangil.gateway.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * A histogram of requests to REST resources by route, method and class of status, with the name, attributes and bucket boundaries of
 * OpenTelemetry's semantic conventions for HTTP servers, as Prometheus writes them. What no resource takes is not counted.
 */
@Singleton
class ResourceMetrics {

    private static final double[] DURATIONS = {0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };

    private final Meter.MeterProvider<Timer> durations;

    ResourceMetrics(MeterRegistry metrics) {
        this.durations = Timer.builder("http.server.request.duration")
                .description("Time from a control plane request's arrival to its end")
                .serviceLevelObjectives(Buckets.ofSeconds(DURATIONS))
                .withRegistry(metrics);
    }

    /** {@code call} has ended, with {@code response} or without one that was begun. */
    void ended(ResourceCall call, HttpServerResponse response, Duration after) {
        durations
                .withTags(Tags.of(
                        "http.request.method",
                        call.request().method().name(),
                        "http.route",
                        call.route() == null ? "unknown" : call.route(),
                        "http.response.status_class",
                        response.headWritten() ? response.getStatusCode() / 100 + "xx" : "none"))
                .record(after);
    }
}
