package kr.hangil.inference.load;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import kr.hangil.inference.engine.Adapters;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.engine.EngineSignals;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.engine.Progress;
import kr.hangil.inference.engine.openaihttp.EngineMetrics;
import kr.hangil.inference.engine.openaihttp.FeatureProbe;
import kr.hangil.inference.queue.RequestQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the engine from outside, once per interval: what its metrics say, what it can do, and whether it works at what it
 * was given. Nothing here waits for the engine: an engine that does not answer is unknown, and in time stalled.
 */
@Singleton
public final class EngineWatch {

    private static final Logger LOG = Logger.getLogger(EngineWatch.class);

    /** Of the interval; older metrics are unknown. */
    private static final int STALE_INTERVALS = 3;

    private final Vertx vertx;
    private final Engine engine;
    private final EngineConfig config;
    private final EngineMetrics metrics;
    private final FeatureProbe features;
    private final RequestQueue queue;
    private final Progress progress;
    private final ModelSelection model;

    private volatile @Nullable Seen seen;
    private volatile Set<EngineFeature> missing = Set.of();
    private volatile boolean stalled;
    private int probedStart = -1;
    private boolean reading;
    private boolean probing;

    private record Seen(EngineSignals signals, long at) {}

    EngineWatch(
            Vertx vertx,
            Adapters adapters,
            Engine engine,
            EngineConfig config,
            EngineMetrics metrics,
            FeatureProbe features,
            RequestQueue queue,
            Progress progress,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.engine = engine;
        this.config = config;
        this.metrics = metrics;
        this.features = features;
        this.queue = queue;
        this.progress = progress;
        this.model = adapters.base();
        gauge(meters, "waiting", "requests that wait in the engine", EngineSignals::waiting);
        gauge(meters, "running", "requests the engine works on", EngineSignals::running);
        gauge(meters, "kv.use", "share of the key-value cache in use", EngineSignals::kvUse);
        gauge(meters, "prompt.tokens", "prompt tokens the engine read since its start", EngineSignals::promptTokens);
        gauge(meters, "output.tokens", "tokens the engine wrote since its start", EngineSignals::outputTokens);
        gauge(meters, "prefix.hits", "prompt tokens the engine found in its cache", EngineSignals::prefixHitTokens);
        Gauge.builder("hangil.inference.engine.stalled", () -> stalled ? 1 : 0)
                .description("1 while the engine has work and does nothing")
                .register(meters);
    }

    private void gauge(
            MeterRegistry meters, String name, String description, Function<EngineSignals, @Nullable Number> value) {
        Gauge.builder(
                        "hangil.inference.engine." + name,
                        () -> signals().<Number>map(value).orElse(Double.NaN))
                .description(description + "; NaN where the engine does not tell")
                .register(meters);
    }

    void onStart(@Observes StartupEvent event) {
        vertx.setPeriodic(config.metricsInterval().toMillis(), timer -> look());
    }

    private void look() {
        Optional<EngineEndpoint> endpoint = engine.endpoint();
        if (endpoint.isPresent()) {
            read(endpoint.get());
            probe(endpoint.get());
        }
        judge(endpoint.isPresent());
    }

    private void read(EngineEndpoint endpoint) {
        if (reading) {
            return;
        }
        reading = true;
        metrics.read(endpoint, config.metricsInterval().multipliedBy(STALE_INTERVALS))
                .onComplete(read -> {
                    reading = false;
                    if (read.succeeded()) {
                        note(read.result());
                    }
                });
    }

    private void note(EngineSignals signals) {
        Seen before = seen;
        seen = new Seen(signals, System.nanoTime());
        if (before != null && !Objects.equals(before.signals().progress(), signals.progress())) {
            progress.moved();
        }
    }

    private void probe(EngineEndpoint endpoint) {
        int start = engine.status().starts();
        if (probing || probedStart == start) {
            return;
        }
        probing = true;
        features.missing(endpoint, model).onComplete(found -> {
            probing = false;
            if (found.succeeded()) {
                probedStart = start;
                missing = Set.copyOf(found.result());
                LOG.infof("engine: cannot do %s", missing.isEmpty() ? "nothing of what was tried" : missing);
            }
        });
    }

    private void judge(boolean listening) {
        boolean working = queue.occupancy().running() > 0
                || signals().map(EngineSignals::running).orElse(0) > 0;
        if (!listening || !working) {
            progress.moved();
        }
        boolean now = progress.silence().compareTo(config.progressTimeout()) > 0;
        if (now && !stalled) {
            LOG.errorf("engine: stalled, it has had work and given no token for %s", config.progressTimeout());
        }
        stalled = now;
        if (now && engine.restart("it has stalled")) {
            progress.moved();
        }
    }

    /** What its metrics say; empty when they were not read lately. */
    public Optional<EngineSignals> signals() {
        Seen last = seen;
        Duration fresh = config.metricsInterval().multipliedBy(STALE_INTERVALS);
        return last == null || System.nanoTime() - last.at() > fresh.toNanos()
                ? Optional.empty()
                : Optional.of(last.signals());
    }

    /** What it was asked for and refused; empty until it was asked. */
    public Set<EngineFeature> missing() {
        return missing;
    }

    /** Whether it has work and does nothing. */
    public boolean stalled() {
        return stalled;
    }

    /** Whether it has been like that for so long that only a new pod can help. */
    public boolean dead() {
        return stalled && progress.silence().compareTo(config.deadAfter()) > 0;
    }
}
