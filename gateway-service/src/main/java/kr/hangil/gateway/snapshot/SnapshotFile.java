package kr.hangil.gateway.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import kr.hangil.gateway.secret.Pepper;

/**
 * The last good snapshot on disk: one line with a signature under the pepper, then the document it signs.
 *
 * <p>Written beside its place, forced to the disk and renamed, so a reader sees the old file or the new one. A file that
 * is cut short, edited, or from a gateway with another pepper is refused as a whole.
 */
@ApplicationScoped
class SnapshotFile {

    private static final String NAME = "snapshot.json";
    private static final String HEADER = "hangil-snapshot-1 ";
    private static final int HEADER_LENGTH = HEADER.length() + 64;
    private static final String PURPOSE = "snapshot";

    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path folder;
    private final Pepper pepper;

    SnapshotFile(SnapshotConfig config, Pepper pepper) {
        this.folder = config.directory();
        this.pepper = pepper;
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /**
     * The document on disk; empty where there is none yet. Blocks.
     *
     * @throws IOException where it cannot be read or is not what was written
     */
    Optional<byte[]> read() throws IOException {
        if (!Files.exists(path())) {
            return Optional.empty();
        }
        byte[] all = Files.readAllBytes(path());
        if (all.length <= HEADER_LENGTH || all[HEADER_LENGTH] != '\n') {
            throw new IOException(path() + " is cut short or no snapshot");
        }
        byte[] document = Arrays.copyOfRange(all, HEADER_LENGTH + 1, all.length);
        byte[] header = Arrays.copyOf(all, HEADER_LENGTH);
        if (!MessageDigest.isEqual(header, header(document))) {
            throw new IOException(path() + " is damaged, or was written under another pepper");
        }
        return Optional.of(document);
    }

    /** Puts {@code document} in place of the file there was. Blocks. */
    void write(byte[] document) throws IOException {
        Files.createDirectories(folder, OWNER_ONLY_FOLDER);
        Path draft = folder.resolve(NAME + ".draft");
        Files.deleteIfExists(draft);
        Set<StandardOpenOption> create = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(draft, create, OWNER_ONLY_FILE)) {
            writeAll(out, header(document));
            writeAll(out, new byte[] {'\n'});
            writeAll(out, document);
            out.force(true);
        }
        Files.move(draft, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder)) {
            directory.force(true);
        }
    }

    private byte[] header(byte[] document) {
        return (HEADER + pepper.sign(PURPOSE, document)).getBytes(StandardCharsets.US_ASCII);
    }

    private static void writeAll(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            out.write(rest);
        }
    }
}
