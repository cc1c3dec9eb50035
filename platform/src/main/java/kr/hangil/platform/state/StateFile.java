package kr.hangil.platform.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * One file of a service's own folder, both their owner's alone.
 *
 * <p>Written beside its place, forced to the disk and renamed, so a reader sees the old file or the new one. All that it does blocks.
 */
public final class StateFile {

    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private final String name;

    /** @param folder made with the first write where it is missing */
    public StateFile(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** Gives its bytes away. */
    public interface Content {
        void writeTo(FileChannel out) throws IOException;
    }

    public Path path() {
        return folder.resolve(name);
    }

    public boolean exists() {
        return Files.exists(path());
    }

    /** Puts {@code content} in place of the file there was. */
    public void replace(Content content) throws IOException {
        Path around = folder.toAbsolutePath().getParent();
        if (around != null) {
            // What it stands in may be others' too, as a node's cache of weights is.
            Files.createDirectories(around);
        }
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        Path draft = folder.resolve(name + ".draft");
        Files.deleteIfExists(draft);
        Set<StandardOpenOption> create = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(draft, create, OWNER_ONLY_FILE)) {
            content.writeTo(out);
            out.force(true);
        }
        Files.move(draft, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
    }

    /** As {@link #replace(Content)}. */
    public void replace(byte[] content) throws IOException {
        replace(out -> writeAll(out, ByteBuffer.wrap(content)));
    }

    /** Writes until nothing of {@code rest} is left. */
    public static void writeAll(FileChannel out, ByteBuffer rest) throws IOException {
        while (rest.hasRemaining()) {
            out.write(rest);
        }
    }
}
