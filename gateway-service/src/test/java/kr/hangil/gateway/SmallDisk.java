package kr.hangil.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import kr.hangil.stack.process.ChildProcess;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system with little room: a tmpfs in a mount namespace of its own, so that no rights are needed and nothing is left
 * behind. It is there as long as the process that mounted it.
 */
public final class SmallDisk implements AutoCloseable {

    /** What a tmpfs gives away at once. */
    private static final int PAGE = 4096;

    private final Process holder;
    private final Path folder;

    private SmallDisk(Process holder, Path folder) {
        this.holder = holder;
        this.folder = folder;
    }

    /** Mounts one over {@code point}; skips the test where that is not allowed. */
    public static SmallDisk mount(Path point, int bytes) throws IOException {
        Process holder = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mount -t tmpfs -o size=\"$1\" none \"$2\" && echo mounted && exec cat",
                        "sh",
                        Integer.toString(bytes),
                        point.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
        String said = output.readLine();
        Assumptions.assumeTrue("mounted".equals(said), () -> "no file system can be mounted here: " + said);
        Path root = Path.of("/proc", Long.toString(holder.pid()), "root");
        return new SmallDisk(holder, root.resolve(Path.of("/").relativize(point.toAbsolutePath())));
    }

    /** Where it is, for all who see this process in {@code /proc}. */
    public Path folder() {
        return folder;
    }

    /** Takes all that is free. */
    public void fill() throws IOException {
        try (FileChannel filling = FileChannel.open(filling(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (folder.toFile().getUsableSpace() > 0) {
                filling.write(ByteBuffer.allocate(PAGE));
            }
        } catch (IOException e) {
            if (folder.toFile().getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    /** Gives back what {@link #fill} took. */
    public void free() throws IOException {
        Files.deleteIfExists(filling());
    }

    private Path filling() {
        return folder.resolve("filling");
    }

    @Override
    public void close() {
        ChildProcess.stop(holder.toHandle(), ChildProcess.StopSignal.TERM, Duration.ofSeconds(5));
    }
}
