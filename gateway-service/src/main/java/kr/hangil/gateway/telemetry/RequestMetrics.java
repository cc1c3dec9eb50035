package kr.hangil.gateway.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.metering.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of requests that were dispatched, with the names, attributes and bucket boundaries of OpenTelemetry's
 * semantic conventions for generative AI metrics, as Prometheus writes them.
 */
@Singleton
public class RequestMetrics {

    /** Combinations beyond this many are counted under the model {@code other}. */
    private static final int MOST_SERIES = 2_000;

    private static final double[] DURATIONS = {
        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92
    };
    private static final double[] FIRST_TOKENS = {
        0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10
    };
    private static final double[] LATER_TOKENS = {0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5
    };
    private static final double[] TOKENS = {
        1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304
    };

    private final MeterRegistry metrics;
    private final Map<Series, Meters> series = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    private record Series(Operation operation, String model, String region, String error) {}

    private record Meters(
            Timer duration,
            Timer firstToken,
            Timer laterTokens,
            DistributionSummary prompt,
            DistributionSummary completion) {}

    /**
     * A request has ended.
     *
     * @param region where it was served; empty when it was nowhere
     * @param error what it failed with; null when it succeeded or its client left
     * @param ttftMillis from its arrival to its first byte; null when there was none
     */
    public void ended(
            Operation operation,
            String model,
            String region,
            @Nullable ErrorCode error,
            @Nullable Long ttftMillis,
            long durationMillis,
            TokenCounts counts) {
        Meters meters = meters(new Series(operation, model, region, error == null ? "" : error.code()));
        meters.duration().record(Duration.ofMillis(durationMillis));
        if (ttftMillis != null) {
            meters.firstToken().record(Duration.ofMillis(ttftMillis));
            if (counts.completion() > 1) {
                meters.laterTokens()
                        .record(Duration.ofNanos(
                                (durationMillis - ttftMillis) * 1_000_000 / (counts.completion() - 1)));
            }
        }
        if (counts.prompt() > 0) {
            meters.prompt().record(counts.prompt());
        }
        if (counts.completion() > 0) {
            meters.completion().record(counts.completion());
        }
    }

    private Meters meters(Series wanted) {
        Meters known = series.get(wanted);
        if (known != null) {
            return known;
        }
        Series counted = series.size() < MOST_SERIES
                ? wanted
                : new Series(wanted.operation(), "other", wanted.region(), wanted.error());
        return series.computeIfAbsent(counted, this::register);
    }

    private Meters register(Series of) {
        Tags tags = Tags.of(
                Tag.of("gen_ai.operation.name", GenAi.operation(of.operation())),
                Tag.of("gen_ai.provider.name", GenAi.PROVIDER),
                Tag.of("gen_ai.request.model", of.model()),
                Tag.of("hangil.region", of.region()));
        Tags failed = tags.and("error.type", of.error());
        return new Meters(
                timer("gen_ai.server.request.duration", "Time from a request's arrival to its end", failed, DURATIONS),
                timer("gen_ai.server.time_to_first_token", "Time from arrival to the first byte", tags, FIRST_TOKENS),
                timer("gen_ai.server.time_per_output_token", "Time between tokens after the first", tags, LATER_TOKENS),
                tokens(tags.and("gen_ai.token.type", "input")),
                tokens(tags.and("gen_ai.token.type", "output")));
    }

    private Timer timer(String name, String description, Tags tags, double[] seconds) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(Buckets.ofSeconds(seconds))
                .register(metrics);
    }

    private DistributionSummary tokens(Tags tags) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of a request's prompt and of its answer")
                .tags(tags)
                .serviceLevelObjectives(TOKENS)
                .register(metrics);
    }
}
