package kr.hangil.stack.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kr.hangil.stack.place.StackFolder;
import kr.hangil.stack.supervise.StackState;

/** A supervisor in the background, whose output a foreground command shows until everything is healthy. */
final class Detached {

    private static final Duration POLL = Duration.ofMillis(150);
    private static final String LOG = "hangil";

    private final StackFolder folder;

    Detached(StackFolder folder) {
        this.folder = folder;
    }

    /** Starts it and returns its exit code: 0 when everything is healthy. */
    int upAndWait(List<String> without) throws IOException, InterruptedException {
        Optional<StackState> running = StackState.read(folder.state())
                .filter(state -> state.supervisor().find().isPresent());
        if (running.filter(state -> state.phase() == StackState.Phase.UP).isPresent()) {
            StackState state = running.get();
            System.out.println(
                    "Hangil is up already (process " + state.supervisor().pid() + ").");
            System.out.println(Summary.of(folder, state.urls()));
            return 0;
        }
        Optional<ProcessHandle> starting =
                running.flatMap(state -> state.supervisor().find());
        ProcessHandle supervisor = starting.isPresent() ? starting.get() : start(without);
        Thread stopWithUs = new Thread(supervisor::destroy, "hangil-stop-background");
        Runtime.getRuntime().addShutdownHook(stopWithUs);
        int exitCode = follow(supervisor);
        Runtime.getRuntime().removeShutdownHook(stopWithUs);
        return exitCode;
    }

    private ProcessHandle start(List<String> without) throws IOException {
        folder.rotateLog(LOG);
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Dhangil.root=" + folder.root(),
                "-cp",
                System.getProperty("java.class.path"),
                "kr.hangil.stack.HangilCommand",
                "up",
                "--supervise"));
        if (!without.isEmpty()) {
            command.add("--without=" + String.join(",", without));
        }
        return new ProcessBuilder(command)
                .directory(folder.root().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(folder.log(LOG).toFile())
                .start()
                .toHandle();
    }

    private int follow(ProcessHandle supervisor) throws IOException, InterruptedException {
        try (RandomAccessFile log = new RandomAccessFile(folder.log(LOG).toFile(), "r")) {
            while (true) {
                boolean alive = supervisor.isAlive();
                boolean up = alive && isUp(supervisor);
                copy(log);
                if (!alive) {
                    return 1;
                }
                if (up) {
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                    copy(log);
                    return 0;
                }
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        }
    }

    private boolean isUp(ProcessHandle supervisor) {
        return Files.exists(folder.state())
                && StackState.read(folder.state())
                        .filter(state -> state.phase() == StackState.Phase.UP
                                && state.supervisor().pid() == supervisor.pid())
                        .isPresent();
    }

    private static void copy(RandomAccessFile log) throws IOException {
        long available = log.length() - log.getFilePointer();
        byte[] bytes = new byte[(int) Math.min(available, 1 << 20)];
        log.readFully(bytes);
        System.out.print(new String(bytes, StandardCharsets.UTF_8));
        System.out.flush();
    }
}
