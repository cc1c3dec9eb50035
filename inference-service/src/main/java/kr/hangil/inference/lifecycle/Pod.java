package kr.hangil.inference.lifecycle;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus;
import kr.hangil.inference.load.EngineWatch;
import kr.hangil.inference.queue.RequestQueue;
import kr.hangil.inference.weights.LoadedModel;
import kr.hangil.inference.weights.ModelReference;
import kr.hangil.inference.weights.WeightsException;
import kr.hangil.inference.weights.WeightsService;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What this pod is doing, and whether it serves. */
@Singleton
public final class Pod {

    private static final Logger LOG = Logger.getLogger(Pod.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofSeconds(15);

    private final InferenceConfig config;
    private final EngineConfig engineConfig;
    private final WeightsService weights;
    private final Engine engine;
    private final RequestQueue queue;
    private final EngineWatch watch;

    private volatile @Nullable LoadedModel model;
    private volatile String weightsDetail = "not asked for yet";
    private volatile boolean draining;
    private volatile @Nullable Thread starter;

    Pod(
            InferenceConfig config,
            EngineConfig engineConfig,
            WeightsService weights,
            Engine engine,
            RequestQueue queue,
            EngineWatch watch,
            MeterRegistry meters) {
        this.config = config;
        this.engineConfig = engineConfig;
        this.weights = weights;
        this.engine = engine;
        this.queue = queue;
        this.watch = watch;
        Gauge.builder("hangil.inference.ready", () -> ready() ? 1 : 0)
                .description("1 while a request would be taken, 0 otherwise")
                .register(meters);
        FunctionCounter.builder(
                        "hangil.inference.engine.starts",
                        engine,
                        it -> it.status().starts())
                .description("how often the engine was started; more than 1 means that it died")
                .register(meters);
    }

    void onStart(@Observes StartupEvent event) {
        starter = Thread.ofVirtual().name("pod-starter").start(this::bringUp);
    }

    private void bringUp() {
        ModelReference reference = new ModelReference(config.model(), config.ref());
        Duration delay = RETRY;
        try {
            while (true) {
                try {
                    weightsDetail = "resolving, pulling and verifying " + reference;
                    serve(weights.prepare(reference));
                    return;
                } catch (WeightsException | IllegalStateException e) {
                    weightsDetail = String.valueOf(e.getMessage());
                    LOG.errorf("no weights for %s: %s; trying again in %s", reference, weightsDetail, delay);
                }
                Thread.sleep(delay);
                Duration doubled = delay.multipliedBy(2);
                delay = doubled.compareTo(RETRY_MAX) < 0 ? doubled : RETRY_MAX;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(LoadedModel loaded) {
        EngineModel told =
                new EngineModel(loaded.weights(), config.servedNames().getFirst(), contextLength(loaded));
        model = loaded;
        weightsDetail = loaded.manifest().model() + "@" + loaded.digest();
        engine.start(told);
    }

    private int contextLength(LoadedModel loaded) {
        return engineConfig.contextLength().orElse(loaded.manifest().serving().contextLength());
    }

    /** SIGTERM arrived: nothing new from now on, what is inside goes on. */
    void onDrain(@Observes ShutdownDelayInitiatedEvent event) {
        draining = true;
        LOG.infof("draining: %d request(s) inside", queue.inside());
    }

    /** What was inside is done, or its time is up. */
    void onStop(@Observes ShutdownEvent event) {
        draining = true;
        Thread thread = starter;
        if (thread != null) {
            thread.interrupt();
        }
        engine.stop();
        LOG.info("the engine is stopped");
    }

    /** Whether it was told to stop. */
    public boolean draining() {
        return draining;
    }

    /** How the engine is. */
    public EngineStatus engine() {
        return engine.status();
    }

    /** What is served; empty until the weights are here and verified. */
    public Optional<LoadedModel> model() {
        return Optional.ofNullable(model);
    }

    /** For an operator: the version that is served, or why none is. */
    public String weights() {
        return weightsDetail;
    }

    /** Whether a request would be taken now, the queue aside. */
    public boolean ready() {
        return !draining && engine.status().ready() && !watch.stalled();
    }

    /**
     * What answers a request that came now.
     *
     * @throws PlatformException {@link ErrorCode#DRAINING} or {@link ErrorCode#UNAVAILABLE} when nothing does
     */
    public Serving serving() {
        if (draining) {
            throw PlatformException.retryable(
                    ErrorCode.DRAINING, "this replica is being stopped, another one must answer", RETRY);
        }
        LoadedModel loaded = model;
        if (loaded == null || endpoint().isEmpty() || watch.stalled()) {
            throw PlatformException.retryable(
                    ErrorCode.UNAVAILABLE,
                    loaded == null
                            ? "the model is not loaded yet"
                            : watch.stalled() ? "the engine has stalled" : "the engine is starting",
                    RETRY);
        }
        return new Serving(loaded, contextLength(loaded));
    }

    /** Where the engine listens; empty while it does not. */
    public Optional<EngineEndpoint> endpoint() {
        return engine.endpoint();
    }

    /**
     * A model that is served.
     *
     * @param model which
     * @param contextLength most tokens of one prompt and answer
     */
    public record Serving(LoadedModel model, int contextLength) {}
}
