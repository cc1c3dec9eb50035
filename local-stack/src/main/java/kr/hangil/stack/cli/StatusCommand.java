package kr.hangil.stack.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.supervise.Progress;
import kr.hangil.stack.supervise.StackState;
import picocli.CommandLine.Command;

/** {@code ./hangil status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show every process. Exit code 0 when everything is healthy, 3 when not.")
final class StatusCommand implements Callable<Integer> {

    private static final int NOT_HEALTHY = 3;

    @Override
    public Integer call() {
        StackFolder folder = HangilCli.folder();
        Optional<StackState> found = StackState.read(folder.state());
        if (found.isEmpty()) {
            System.out.println("Hangil is down.");
            return NOT_HEALTHY;
        }
        StackState state = found.get();
        boolean supervised = state.supervisor().find().isPresent();
        if (!supervised
                && state.processes().stream().noneMatch(e -> e.process().find().isPresent())) {
            System.out.println(
                    "Hangil is down." + (state.message() == null ? "" : " Its last start failed: " + state.message()));
            return NOT_HEALTHY;
        }
        System.out.println(
                supervised ? phase(state.phase()) : "The supervisor was killed; './hangil up' or 'down' cleans up.");
        long total = 0;
        boolean healthy = supervised && state.phase() == StackState.Phase.UP;
        for (StackState.Entry entry : state.processes()) {
            Optional<ProcessHandle> process = entry.process().find();
            healthy &= process.isPresent() && entry.ready();
            long memory = process.map(handle -> memoryMib(handle.pid())).orElse(0L);
            total += memory;
            System.out.printf(
                    Locale.ROOT,
                    "  %-10s %-9s pid %-8d %-9s up %-12s restarts %d  %s%n",
                    entry.name(),
                    process.isEmpty() ? "dead" : entry.ready() ? "healthy" : "starting",
                    entry.process().pid(),
                    memory + " MiB",
                    process.map(StatusCommand::age).orElse("-"),
                    entry.restarts(),
                    state.urls().getOrDefault(entry.name(), ""));
        }
        System.out.println("  memory of all: " + total + " MiB");
        return healthy ? 0 : NOT_HEALTHY;
    }

    private static String phase(StackState.Phase phase) {
        return switch (phase) {
            case UP -> "Hangil is up.";
            case STARTING -> "Hangil is starting.";
            case STOPPING -> "Hangil is stopping.";
            case FAILED -> "Hangil failed to start.";
        };
    }

    private static String age(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> Progress.words(Duration.between(start, Instant.now())))
                .orElse("?");
    }

    /** Memory of a process and its descendants that is theirs alone or shared in equal parts (PSS), in MiB. */
    private static long memoryMib(long pid) {
        long own = Optional.of(Path.of("/proc", Long.toString(pid), "smaps_rollup"))
                .map(StatusCommand::pssKib)
                .orElse(0L);
        long children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(child -> pssKib(Path.of("/proc", Long.toString(child.pid()), "smaps_rollup")))
                .sum();
        return (own + children) / 1024;
    }

    private static long pssKib(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
