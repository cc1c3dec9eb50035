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
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.AdapterReference;
import kr.hangil.inference.InferenceConfig;
import kr.hangil.inference.engine.Adapters;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus;
import kr.hangil.inference.engine.ModelSelection;
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
    private final Adapters adapters;
    private final Engine engine;
    private final RequestQueue queue;
    private final EngineWatch watch;

    private volatile @Nullable Serving loaded;
    private volatile String weightsDetail = "not asked for yet";
    private volatile boolean draining;
    private volatile @Nullable Thread starter;

    Pod(
            InferenceConfig config,
            EngineConfig engineConfig,
            WeightsService weights,
            Adapters adapters,
            Engine engine,
            RequestQueue queue,
            EngineWatch watch,
            MeterRegistry meters) {
        this.config = config;
        this.engineConfig = engineConfig;
        this.weights = weights;
        this.adapters = adapters;
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
        List<ModelReference> wanted = new ArrayList<>();
        wanted.add(new ModelReference(config.model(), config.ref()));
        adapters.all().forEach(it -> wanted.add(new ModelReference(it.model(), it.ref())));
        Duration delay = RETRY;
        try {
            while (true) {
                try {
                    weightsDetail = "resolving, pulling and verifying "
                            + wanted.stream().map(ModelReference::toString).collect(Collectors.joining(", "));
                    List<LoadedModel> here = weights.prepare(wanted);
                    serve(here.getFirst(), here.subList(1, here.size()));
                    return;
                } catch (WeightsException | IllegalStateException e) {
                    weightsDetail = String.valueOf(e.getMessage());
                    LOG.errorf("no weights for %s: %s; trying again in %s", wanted, weightsDetail, delay);
                }
                Thread.sleep(delay);
                Duration doubled = delay.multipliedBy(2);
                delay = doubled.compareTo(RETRY_MAX) < 0 ? doubled : RETRY_MAX;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(LoadedModel base, List<LoadedModel> adapted) {
        ModelSelection selection = adapters.base();
        ServingSettings settings = base.manifest().serving();
        Map<String, ServedModel> models = new LinkedHashMap<>();
        config.servedNames().forEach(name -> models.put(name, ServedModel.base(name, base, selection)));
        List<EngineModel.Adapter> told = new ArrayList<>();
        for (int i = 0; i < adapted.size(); i++) {
            AdapterReference adapter = adapters.all().get(i);
            LoadedModel version = adapted.get(i);
            if (!version.manifest().serving().format().equals(settings.format())) {
                throw new IllegalStateException("adapter " + adapter + " is "
                        + version.manifest().serving().format() + " and its model " + settings.format());
            }
            ModelSelection select = adapters.of(adapter);
            told.add(new EngineModel.Adapter(version.weights(), select));
            models.put(
                    adapter.name(), ServedModel.adapter(adapter.name(), version, selection.model(), settings, select));
        }
        int contextLength = engineConfig.contextLength().orElse(settings.contextLength());
        EngineModel model = new EngineModel(base.weights(), selection, contextLength, told);
        loaded = new Serving(base, contextLength, models);
        weightsDetail = base.manifest().model() + "@" + base.digest();
        engine.start(model);
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
        Serving here = loaded;
        if (here == null || endpoint().isEmpty() || watch.stalled()) {
            throw PlatformException.retryable(
                    ErrorCode.UNAVAILABLE,
                    here == null
                            ? "the model is not loaded yet"
                            : watch.stalled() ? "the engine has stalled" : "the engine is starting",
                    RETRY);
        }
        return here;
    }

    /** Where the engine listens; empty while it does not. */
    public Optional<EngineEndpoint> endpoint() {
        return engine.endpoint();
    }

    /** For an operator: the adapters that are asked for. */
    public String adapters() {
        return adapters.all().stream().map(AdapterReference::toString).collect(Collectors.joining(","));
    }

    /**
     * What is served.
     *
     * @param base the model
     * @param contextLength most tokens of one prompt and answer
     * @param models by name: the model under each of its own, the one that the engine answers with first, then its adapters
     */
    public record Serving(LoadedModel base, int contextLength, Map<String, ServedModel> models) {

        public Serving {
            models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
        }

        /** What answers to {@code name}; empty where nothing does. */
        public Optional<ServedModel> named(String name) {
            return Optional.ofNullable(models.get(name));
        }
    }
}
