package kr.hangil.inference.engine.llamacpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import kr.hangil.inference.engine.Engine;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.inference.engine.EngineEndpoint;
import kr.hangil.inference.engine.EngineModel;
import kr.hangil.inference.engine.EngineStatus;
import kr.hangil.inference.engine.EngineStatus.Phase;
import kr.hangil.inference.engine.openaihttp.EngineHttp;
import kr.hangil.inference.engine.openaihttp.EngineNotReadyException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** llama-server under supervision. One thread starts it and waits for its end, again and again until {@link #stop()}. */
public final class LlamaCppEngine implements Engine {

    private static final Logger LOG = Logger.getLogger(LlamaCppEngine.class);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final EngineConfig config;
    private final int connections;
    private final LlamaServerBinary binary;
    private final EngineHttp http;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopping = lock.newCondition();
    private @Nullable Thread supervisor;
    private volatile EngineStatus status = new EngineStatus(Phase.IDLE, "not started", 0);
    private volatile @Nullable EngineEndpoint endpoint;
    private volatile @Nullable Process process;

    /**
     * @param connections HTTP requests that the engine must take at once, those that wait for a slot included
     * @param binary finds it
     */
    public LlamaCppEngine(EngineConfig config, int connections, LlamaServerBinary binary, EngineHttp http) {
        this.config = config;
        this.connections = connections;
        this.binary = binary;
        this.http = http;
    }

    @Override
    public void start(EngineModel model) {
        lock.lock();
        try {
            if (supervisor != null) {
                throw new IllegalStateException("started before");
            }
            if (status.phase() == Phase.STOPPED) {
                return;
            }
            status = new EngineStatus(Phase.STARTING, "looking for llama-server", 0);
            // A platform thread that lives as long as the engine may: the kernel ends the engine when this thread ends.
            supervisor = Thread.ofPlatform().daemon().name("engine-supervisor").start(() -> supervise(model));
        } finally {
            lock.unlock();
        }
    }

    private void supervise(EngineModel model) {
        Duration delay = config.restartDelay();
        try {
            while (status.phase() != Phase.STOPPED) {
                boolean served = runOnce(model);
                if (served) {
                    delay = config.restartDelay();
                }
                if (pause(delay)) {
                    return;
                }
                Duration doubled = delay.multipliedBy(2);
                delay = doubled.compareTo(config.restartDelayMax()) < 0 ? doubled : config.restartDelayMax();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(process);
        }
    }

    /** Runs one llama-server from its start to its end; says whether it was ready in between. */
    private boolean runOnce(EngineModel model) throws InterruptedException {
        Process started = null;
        EngineLog log = new EngineLog();
        try {
            Path located = binary.locate();
            int port = freePort();
            String key = randomKey();
            LlamaServerCommand command = new LlamaServerCommand(
                    located,
                    model,
                    port,
                    config.slots(),
                    config.threads(),
                    config.promptCacheMib(),
                    connections,
                    config.arguments().orElse(List.of()));
            started = launch(command, key, log);
            become(
                    Phase.STARTING,
                    "pid " + started.pid() + " is loading " + model.file().getFileName());
            EngineEndpoint here = new EngineEndpoint(URI.create("http://127.0.0.1:" + port), Optional.of(key));
            awaitTokens(started, here, model);
            endpoint = here;
            become(Phase.READY, "pid " + started.pid() + " serves " + model.name());
            int exit = started.waitFor();
            endpoint = null;
            become(Phase.BROKEN, "llama-server died with exit code " + exit + log.lastWords());
            return true;
        } catch (EngineMissingException e) {
            become(Phase.BROKEN, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            become(Phase.BROKEN, "llama-server could not be started: " + e.getMessage());
        } catch (EngineNotReadyException e) {
            become(Phase.BROKEN, "llama-server did not become ready: " + e.getMessage() + log.lastWords());
        } finally {
            end(started);
        }
        return false;
    }

    private Process launch(LlamaServerCommand command, String key, EngineLog log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.line()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("LLAMA_") || name.startsWith("HANGIL_"));
        // In the environment and not among the arguments, which every user of the machine can read.
        builder.environment().put("LLAMA_API_KEY", key);
        // Without it an abort starts a debugger on itself and hangs.
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        lock.lock();
        try {
            if (status.phase() == Phase.STOPPED) {
                throw new IOException("stopped");
            }
            Process started = builder.start();
            process = started;
            status = new EngineStatus(Phase.STARTING, "started", status.starts() + 1);
            started.getOutputStream().close();
            log.follow(started);
            return started;
        } finally {
            lock.unlock();
        }
    }

    private void awaitTokens(Process started, EngineEndpoint here, EngineModel model)
            throws EngineNotReadyException, InterruptedException {
        long deadline = System.nanoTime() + config.startupTimeout().toNanos();
        while (true) {
            try {
                http.awaitFirstTokens(here, model, PROBE_LIMIT);
                return;
            } catch (EngineNotReadyException e) {
                boolean ended = started.waitFor(PROBE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                if (ended || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private void become(Phase phase, String detail) {
        lock.lock();
        try {
            if (status.phase() == Phase.STOPPED) {
                return;
            }
            if (phase == Phase.BROKEN) {
                LOG.errorf("engine: %s", detail);
            } else {
                LOG.infof("engine: %s", detail);
            }
            status = new EngineStatus(phase, detail, status.starts());
        } finally {
            lock.unlock();
        }
    }

    /** Waits before the next start; true when there is to be none. */
    private boolean pause(Duration delay) throws InterruptedException {
        lock.lock();
        try {
            long left = delay.toNanos();
            while (status.phase() != Phase.STOPPED && left > 0) {
                left = stopping.awaitNanos(left);
            }
            return status.phase() == Phase.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public EngineStatus status() {
        return status;
    }

    @Override
    public Optional<EngineEndpoint> endpoint() {
        return Optional.ofNullable(endpoint);
    }

    /** The child's process id while there is one; for tests and support. */
    public Optional<Long> pid() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::pid);
    }

    @Override
    public boolean restart(String why) {
        Process running = process;
        if (running != null && running.isAlive()) {
            LOG.errorf("engine: pid %d is ended: %s", running.pid(), why);
            // The supervisor sees its end and starts another. One that hangs or is stopped would not heed a polite
            // signal.
            running.destroyForcibly();
        }
        return true;
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            status = new EngineStatus(Phase.STOPPED, "stopped", status.starts());
            endpoint = null;
            stopping.signalAll();
            if (supervisor != null) {
                supervisor.interrupt();
            }
        } finally {
            lock.unlock();
        }
        end(process);
    }

    private static void end(@Nullable Process process) {
        if (process == null || !process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String randomKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
