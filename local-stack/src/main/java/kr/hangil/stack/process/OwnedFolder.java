package kr.hangil.stack.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.hangil.stack.cache.Cache;

/**
 * Temporary folders named after the process that made them.
 *
 * <p>A JVM that is killed cannot tidy up. The next one that makes such a folder stops what still runs in the folders of
 * dead owners (recognised by the folder in its command line) and deletes them.
 */
public final class OwnedFolder {

    private static final Pattern NAME = Pattern.compile("[a-z]+-(\\d+)-(\\d+)-.*");

    private OwnedFolder() {}

    /**
     * Makes a folder, after sweeping those of dead owners.
     *
     * @param kind lower-case word the folder's name starts with
     * @return a new empty folder
     */
    public static Path create(String kind) throws IOException {
        Path root = Path.of(System.getProperty("java.io.tmpdir"), "hangil-test-" + System.getProperty("user.name"));
        Files.createDirectories(root);
        sweep(root);
        ProcessHandle self = ProcessHandle.current();
        return Files.createTempDirectory(root, kind + "-" + self.pid() + "-" + startMillis(self) + "-");
    }

    private static long startMillis(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    private static void sweep(Path root) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                Matcher name = NAME.matcher(folder.getFileName().toString());
                if (name.matches() && !isAlive(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))) {
                    stopProcessesIn(folder);
                    deleteIfStillThere(folder);
                }
            }
        }
    }

    private static boolean isAlive(long pid, long startMillis) {
        return ProcessHandle.of(pid)
                .filter(handle -> startMillis(handle) == startMillis)
                .isPresent();
    }

    private static void stopProcessesIn(Path folder) {
        ProcessHandle.allProcesses()
                .filter(handle -> handle.info()
                        .arguments()
                        .map(arguments -> java.util.Arrays.stream(arguments).anyMatch(a -> a.contains(folder + "/")))
                        .orElse(false))
                .forEach(handle -> ChildProcess.stop(handle, ChildProcess.StopSignal.INT, Duration.ofSeconds(5)));
    }

    private static void deleteIfStillThere(Path folder) {
        try {
            Cache.deleteTree(folder);
        } catch (IOException e) {
            // Another JVM sweeps the same folder: what matters is that it goes.
        }
    }
}
