package kr.hangil.stack.supervise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.process.ChildProcess;
import org.jspecify.annotations.Nullable;

/**
 * Keeps components running until it is closed.
 *
 * <p>Every start is written to the stack's state before anything else happens, so that a later command finds the
 * process even when this supervisor is killed. Thread-safe: components may be started side by side.
 */
public final class Supervisor implements AutoCloseable {

    /** Marks the environment of every process of a stack; its value is the stack's folder. */
    public static final String MARK = "HANGIL_STACK_HOME";

    private static final int STARTS_AFTER_SIGNAL = 3;
    private static final int LOG_LINES_SHOWN = 6;

    /** A process that is still starting holds nothing worth a long farewell. */
    private static final Duration UNREADY_PATIENCE = Duration.ofSeconds(3);

    private final StackFolder folder;
    private final RestartPolicy policy;
    private final Progress progress;
    private final InstantSource clock;
    private final List<String> order;
    private final Map<String, String> urls;
    private final List<Watched> watched = new ArrayList<>();
    private StackState.Phase phase = StackState.Phase.STARTING;
    private @Nullable String message;

    /**
     * Makes a supervisor with nothing to supervise yet.
     *
     * @param order names of components; they are stopped from the last to the first
     * @param urls addresses for other commands to show
     */
    public Supervisor(
            StackFolder folder,
            RestartPolicy policy,
            Progress progress,
            InstantSource clock,
            List<String> order,
            Map<String, String> urls) {
        this.folder = folder;
        this.policy = policy;
        this.progress = progress;
        this.clock = clock;
        this.order = List.copyOf(order);
        this.urls = Map.copyOf(urls);
        writeState();
    }

    /** One component and the process it has at present. All fields are guarded by the supervisor. */
    private static final class Watched {
        private final Component component;
        private @Nullable ChildProcess child;
        private @Nullable Thread keeper;
        private Instant startedAt = Instant.EPOCH;
        private boolean ready;
        private int restarts;

        private Watched(Component component) {
            this.component = component;
        }
    }

    /**
     * Starts a component, waits until it is ready, and keeps it running from then on.
     *
     * @throws IllegalStateException when it ends by itself or is not ready in time; the message has its last log lines
     */
    public void start(Component component) throws InterruptedException {
        Watched entry = new Watched(component);
        synchronized (this) {
            watched.add(entry);
        }
        progress.say(component.name(), "starting");
        for (int attempt = 1; ; attempt++) {
            ChildProcess child = launch(entry);
            try {
                child.awaitReady(component.ready(), component.startLimit());
                break;
            } catch (IllegalStateException e) {
                boolean killed = !child.process().isAlive()
                        && ExitReason.isSignal(child.process().exitValue());
                if (!killed || attempt == STARTS_AFTER_SIGNAL || isStopping()) {
                    throw e;
                }
                progress.say(
                        component.name(),
                        ExitReason.words(child.process().exitValue()) + " while it started; starting it again");
            }
        }
        progress.say(component.name(), "ready after " + Progress.words(markReady(entry)));
        synchronized (this) {
            if (!isStopping()) {
                entry.keeper =
                        Thread.ofVirtual().name("keep-" + component.name()).start(() -> keep(entry));
            }
        }
    }

    private synchronized ChildProcess launch(Watched entry) throws InterruptedException {
        if (isStopping()) {
            throw new InterruptedException("the stack is stopping");
        }
        try {
            ChildProcess child = ChildProcess.start(
                    entry.component.launch().spec().with(MARK, folder.home().toString()));
            entry.child = child;
            entry.startedAt = clock.instant();
            entry.ready = false;
            writeState();
            return child;
        } catch (IOException e) {
            throw new IllegalStateException(entry.component.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private synchronized Duration markReady(Watched entry) {
        entry.ready = true;
        writeState();
        return Duration.between(entry.startedAt, clock.instant());
    }

    private void keep(Watched entry) {
        Component component = entry.component;
        int deaths = 0;
        try {
            while (!isStopping()) {
                int exitCode = process(entry).waitFor();
                if (isStopping()) {
                    return;
                }
                Duration lasted = reportDeath(entry);
                deaths = policy.deathsInARow(deaths, lasted);
                Duration wait = policy.waitAfter(deaths);
                progress.say(
                        component.name(),
                        ExitReason.words(exitCode) + " after " + Progress.words(lasted) + "; starting it again in "
                                + Progress.words(wait) + ". The end of its log:",
                        ChildProcess.tail(folder.log(component.name()), LOG_LINES_SHOWN));
                Thread.sleep(wait);
                restart(entry);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void restart(Watched entry) throws InterruptedException {
        Component component = entry.component;
        try {
            ChildProcess child = launch(entry);
            child.awaitReady(component.ready(), component.startLimit());
            progress.say(component.name(), "is back, ready after " + Progress.words(markReady(entry)));
        } catch (IllegalStateException e) {
            if (process(entry).isAlive()) {
                progress.say(
                        component.name(),
                        "is not ready within " + Progress.words(component.startLimit()) + "; it is ended");
                ChildProcess child = entry.child;
                if (child != null) {
                    child.stop(component.stopPatience());
                }
            }
        }
    }

    private synchronized Process process(Watched entry) {
        if (entry.child == null) {
            throw new IllegalStateException(entry.component.name() + " was never started");
        }
        return entry.child.process();
    }

    private synchronized Duration reportDeath(Watched entry) {
        entry.ready = false;
        entry.restarts++;
        writeState();
        return Duration.between(entry.startedAt, clock.instant());
    }

    private synchronized boolean isStopping() {
        return phase == StackState.Phase.STOPPING || phase == StackState.Phase.FAILED;
    }

    /** Says that everything was started. */
    public synchronized void markUp() {
        phase = StackState.Phase.UP;
        writeState();
    }

    /** Says why the start failed; {@link #close} keeps that for other commands to tell. */
    public synchronized void markFailed(String reason) {
        message = reason;
        writeState();
    }

    private synchronized void writeState() {
        List<StackState.Entry> entries = new ArrayList<>();
        for (Watched entry : watched) {
            if (entry.child != null) {
                ProcessHandle handle = entry.child.process().toHandle();
                entries.add(new StackState.Entry(
                        entry.component.name(), StackState.ProcessId.of(handle), entry.ready, entry.restarts));
            }
        }
        Path file = folder.state();
        try {
            new StackState(phase, message, StackState.ProcessId.of(ProcessHandle.current()), entries, urls).write(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Stops everything, the last of the order first. Safe to call twice. */
    @Override
    public void close() {
        List<Watched> all;
        synchronized (this) {
            if (isStopping()) {
                return;
            }
            phase = StackState.Phase.STOPPING;
            writeState();
            progress.say("hangil", "stopping everything");
            all = new ArrayList<>(watched);
        }
        for (Watched entry : all) {
            Thread keeper = entry.keeper;
            if (keeper != null) {
                keeper.interrupt();
            }
        }
        Map<String, Integer> ranks = new HashMap<>();
        order.forEach(name -> ranks.put(name, ranks.size()));
        all.sort(Comparator.comparing((Watched entry) -> ranks.getOrDefault(entry.component.name(), ranks.size()))
                .reversed());
        for (Watched entry : all) {
            ChildProcess child = entry.child;
            if (child != null && child.process().isAlive()) {
                child.stop(entry.ready ? entry.component.stopPatience() : UNREADY_PATIENCE);
                progress.say(entry.component.name(), "stopped");
            }
        }
        synchronized (this) {
            watched.clear();
            if (message != null) {
                phase = StackState.Phase.FAILED;
            }
            writeState();
        }
    }
}
