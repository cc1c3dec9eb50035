package kr.hangil.inference.engine.openaihttp;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.Progress;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A server that somebody else starts and restarts. It is asked for a token again and again; a busy one that lets
 * the question wait while it does other work is not taken for dead.
 */
public final class RemoteEngine implements Engine {

    private static final Logger LOG = Logger.getLogger(RemoteEngine.class);
    private static final Duration INTERVAL_BROKEN = Duration.ofMillis(500);
    private static final Duration INTERVAL_READY = Duration.ofSeconds(10);
    private static final Duration TOKEN_LIMIT = Duration.ofSeconds(30);

    private final EngineHttp http;
    private final EngineEndpoint endpoint;
    private final Progress progress;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile EngineStatus status = new EngineStatus(Phase.IDLE, "not started", 0);
    private @Nullable Thread prober;

    /**
     * @param endpoint where the server listens
     * @param progress when it last did anything
     */
    public RemoteEngine(EngineHttp http, EngineEndpoint endpoint, Progress progress) {
        this.http = http;
        this.endpoint = endpoint;
        this.progress = progress;
    }

    @Override
    public synchronized void start(EngineModel model) {
        if (prober != null) {
            throw new IllegalStateException("started before");
        }
        if (status.phase() == Phase.STOPPED) {
            return;
        }
        status = new EngineStatus(Phase.STARTING, "asking " + endpoint + " for a first token", 1);
        prober = Thread.ofVirtual().name("engine-prober").start(() -> probe(model));
    }

    private void probe(EngineModel model) {
        try {
            boolean stop = false;
            while (!stop) {
                probeOnce(model);
                Duration pause = status.ready() ? INTERVAL_READY : INTERVAL_BROKEN;
                stop = stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void probeOnce(EngineModel model) throws InterruptedException {
        try {
            if (status.ready()) {
                http.awaitOneToken(endpoint, model.selection(), TOKEN_LIMIT);
            } else {
                http.awaitFirstTokens(endpoint, model, TOKEN_LIMIT);
            }
            become(Phase.READY, "serving at " + endpoint);
        } catch (EngineNotReadyException e) {
            Phase phase = status.phase() == Phase.STARTING ? Phase.STARTING : Phase.BROKEN;
            boolean busy = status.ready() && e.isSilence() && progress.silence().compareTo(TOKEN_LIMIT) < 0;
            if (!busy) {
                become(phase, "no token from " + endpoint + ": " + e.getMessage());
            }
        }
    }

    private synchronized void become(Phase phase, String detail) {
        if (status.phase() == Phase.STOPPED) {
            return;
        }
        if (status.phase() != phase) {
            LOG.infof("engine %s: %s", phase, detail);
        }
        status = new EngineStatus(phase, detail, 1);
    }

    @Override
    public EngineStatus status() {
        return status;
    }

    @Override
    public Optional<EngineEndpoint> endpoint() {
        return status.ready() ? Optional.of(endpoint) : Optional.empty();
    }

    @Override
    public boolean restart(String why) {
        LOG.errorf("engine at %s: %s; whoever runs it must restart it", endpoint, why);
        return false;
    }

    @Override
    public synchronized void stop() {
        status = new EngineStatus(Phase.STOPPED, "stopped", 1);
        stopped.countDown();
    }
}
