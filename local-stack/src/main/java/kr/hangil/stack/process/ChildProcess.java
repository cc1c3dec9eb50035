package kr.hangil.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A started program whose output goes to one log file. */
public final class ChildProcess implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int LOG_LINES = 20;

    private final String name;
    private final Process process;
    private final Path log;
    private final StopSignal stopSignal;

    private ChildProcess(Spec spec, Process process) {
        this.name = spec.name();
        this.process = process;
        this.log = spec.log();
        this.stopSignal = spec.stopSignal();
    }

    /**
     * What to start.
     *
     * @param name for messages
     * @param command program and arguments
     * @param environment variables added to our own; values may be secret
     * @param folder working folder
     * @param log gets standard output and error; appended to
     * @param stopSignal what asks it to end
     */
    public record Spec(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log,
            StopSignal stopSignal) {
        public Spec {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        /** Returns the same with one more environment variable. */
        public Spec with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Spec(name, command, more, folder, log, stopSignal);
        }

        @Override
        public String toString() {
            return "Spec[" + name + "]";
        }
    }

    /** The signals that ask a program to end. */
    public enum StopSignal {
        /** What nearly every program understands. */
        TERM,
        /** PostgreSQL's fast shutdown: it ends its sessions instead of waiting for them. */
        INT
    }

    /** Starts a program; {@link IOException} when that is impossible. */
    public static ChildProcess start(Spec spec) throws IOException {
        Path parent = spec.log().toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        ProcessBuilder builder = new ProcessBuilder(ownGroup(spec.command()));
        builder.environment().putAll(spec.environment());
        builder.directory(spec.folder().toFile());
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
        return new ChildProcess(spec, builder.start());
    }

    /**
     * Ctrl-C goes to every process of a terminal's foreground group. In a session of its own a child does not get it,
     * and whoever started it can stop it in order.
     */
    private static List<String> ownGroup(List<String> command) {
        Path setsid = Path.of("/usr/bin/setsid");
        if (!Files.isExecutable(setsid)) {
            return command;
        }
        List<String> whole = new ArrayList<>();
        whole.add(setsid.toString());
        whole.addAll(command);
        return whole;
    }

    /** Returns the name given at start. */
    public String name() {
        return name;
    }

    /** Returns the process itself. */
    public Process process() {
        return process;
    }

    /**
     * Waits until {@code ready} says so.
     *
     * @throws IllegalStateException when the process ended first, or {@code limit} passed; the message has the last log
     *     lines
     */
    public void awaitReady(BooleanSupplier ready, Duration limit) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (!ready.getAsBoolean()) {
            if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        name + " ended with exit code " + process.exitValue() + " before it was ready" + lastLines());
            }
            if (Instant.now().isAfter(deadline)) {
                throw new IllegalStateException(
                        name + " was not ready within " + limit.toSeconds() + " s" + lastLines());
            }
        }
    }

    private String lastLines() {
        return "; the end of " + log + ":\n" + String.join("\n", tail(log, LOG_LINES));
    }

    /** Returns the last lines of a file, empty when it cannot be read. */
    public static List<String> tail(Path file, int lines) {
        try {
            long size = Files.size(file);
            int window = (int) Math.min(size, 64L * 1024);
            byte[] bytes = new byte[window];
            try (java.io.RandomAccessFile access = new java.io.RandomAccessFile(file.toFile(), "r")) {
                access.seek(size - window);
                access.readFully(bytes);
            }
            List<String> all = new ArrayList<>(
                    new String(bytes, StandardCharsets.UTF_8).lines().toList());
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return Collections.emptyList();
        }
    }

    /** Asks the process to end, and after {@code patience} ends it and its descendants. */
    public void stop(Duration patience) {
        stop(process.toHandle(), stopSignal, patience);
    }

    /** Asks a process to end, and after {@code patience} ends it and its descendants. */
    public static void stop(ProcessHandle handle, StopSignal signal, Duration patience) {
        List<ProcessHandle> descendants = handle.descendants().toList();
        ask(handle, signal);
        if (!awaitEnd(handle, patience)) {
            handle.destroyForcibly();
            awaitEnd(handle, Duration.ofSeconds(5));
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits for the end of a process and returns whether it came within {@code limit}. */
    public static boolean awaitEnd(ProcessHandle handle, Duration limit) {
        try {
            handle.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !handle.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !handle.isAlive();
        }
    }

    private static void ask(ProcessHandle handle, StopSignal signal) {
        if (signal == StopSignal.INT) {
            try {
                new ProcessBuilder("kill", "-INT", Long.toString(handle.pid()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return;
            } catch (IOException e) {
                // No kill program: SIGTERM below, and force when patience ends.
            }
        }
        handle.destroy();
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(20));
    }
}
