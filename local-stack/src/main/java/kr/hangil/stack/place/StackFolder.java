package kr.hangil.stack.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The folder {@code .hangil} of one copy of the repository: everything a stack writes.
 *
 * @param root the repository's root folder, absolute
 */
public record StackFolder(Path root) {

    public StackFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Returns the stack's own folder: {@code .hangil} in the repository, or where {@code HANGIL_HOME} moves it. */
    public Path home() {
        String moved = System.getenv("HANGIL_HOME");
        return moved == null || moved.isBlank()
                ? root.resolve(".hangil")
                : Path.of(moved).toAbsolutePath().normalize();
    }

    /** Returns the folder of logs, one file per process. */
    public Path logs() {
        return home().resolve("logs");
    }

    /** Returns the log of one process. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** Returns what the supervisor tells other commands. */
    public Path state() {
        return home().resolve("state.json");
    }

    /** Returns the file a supervisor locks as long as it lives. */
    public Path lock() {
        return home().resolve("lock");
    }

    /** Returns the stack's secrets. */
    public Path secrets() {
        return home().resolve("secrets.properties");
    }

    /** Returns the file a user sources. */
    public Path demoEnv() {
        return home().resolve("demo.env");
    }

    /** Returns the folder of one component's data. */
    public Path data(String name) {
        return home().resolve(name);
    }

    /**
     * Keeps the log of the previous run as {@code <name>.log.1} and begins an empty one.
     *
     * @throws IOException when the logs' folder cannot be written
     */
    public void rotateLog(String name) throws IOException {
        Files.createDirectories(logs());
        Path log = log(name);
        if (Files.exists(log)) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
