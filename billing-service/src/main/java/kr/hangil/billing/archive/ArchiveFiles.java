package kr.hangil.billing.archive;

import dev.hardwood.reader.FilterPredicate;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.YearMonth;
import java.util.Objects;
import java.util.Optional;
import kr.hangil.billing.export.ParquetFiles;
import kr.hangil.billing.export.ParquetTableReader;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** The folder of archived months. All of this blocks. */
@ApplicationScoped
class ArchiveFiles {

    private final ArchiveConfig config;

    ArchiveFiles(ArchiveConfig config) {
        this.config = config;
    }

    boolean areConfigured() {
        return config.folder().isPresent();
    }

    /** @throws PlatformException {@code unprocessable} where there is no folder */
    Path folder() {
        return config.folder()
                .orElseThrow(
                        () -> new PlatformException(
                                ErrorCode.UNPROCESSABLE,
                                "there is no folder for archives: set hangil.billing.archive.folder (HANGIL_BILLING_ARCHIVE_FOLDER)"));
    }

    /** A file that rows of {@code month} go to; it has its name once it is whole. What is left of others is deleted. */
    MonthFile create(YearMonth month) throws IOException {
        Path folder = Files.createDirectories(folder());
        String name = "usage-" + month + "-";
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, name + "*.part")) {
            for (Path part : left) {
                Files.deleteIfExists(part);
            }
        }
        return new MonthFile(month, Files.createTempFile(folder, name, ".part"));
    }

    /** The rows of {@code archive}, or those that {@code filter} lets through. */
    ParquetTableReader read(Archive archive, @Nullable FilterPredicate filter) throws IOException {
        return ParquetFiles.read(EventTable.of(archive.month()), path(archive), filter);
    }

    /** The first {@code limit} rows of {@code archive} that {@code filter} lets through. */
    ParquetTableReader read(Archive archive, FilterPredicate filter, int limit) throws IOException {
        return ParquetFiles.read(EventTable.of(archive.month()), path(archive), filter, limit);
    }

    /** Whether there is a file of its name and length; nothing else of it is looked at. */
    boolean isThere(Archive archive) {
        if (!areConfigured()) {
            return false;
        }
        Path path = path(archive);
        try {
            return Files.isReadable(path) && Long.valueOf(Files.size(path)).equals(archive.bytes());
        } catch (IOException e) {
            return false;
        }
    }

    /** What is wrong with the file of {@code archive}: it is not there, or not what was archived. Reads all of it. */
    Optional<String> problem(Archive archive) throws IOException {
        if (!areConfigured()) {
            return Optional.of(archive.file() + " cannot be looked for: there is no hangil.billing.archive.folder");
        }
        Path path = path(archive);
        if (!Files.isReadable(path)) {
            return Optional.of(archive.file() + " is missing");
        }
        Digest digest = digest(path);
        return digest.value().equals(archive.digest())
                ? Optional.empty()
                : Optional.of("%s has changed: it is %s and was archived as %s"
                        .formatted(archive.file(), digest.value(), archive.digest()));
    }

    static Digest digest(Path path) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(path), sha256)) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // The stream digests what is read.
            }
        }
        return Digest.of(sha256.digest());
    }

    /**
     * The name of a month's file. Its digest is part of it, so that a writer that was thought dead can only put the same bytes
     * in the place of a file.
     */
    static String name(YearMonth month, Digest digest) {
        return "usage-" + month + "-" + digest.hex().substring(0, 12) + ".parquet";
    }

    /** Gives {@code part} its name, once its bytes are on the disk; the name is as well when this returns. */
    static void publish(Path part, Path path) throws IOException {
        force(part, StandardOpenOption.WRITE);
        Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(Objects.requireNonNull(path.getParent()), StandardOpenOption.READ);
    }

    private static void force(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private Path path(Archive archive) {
        return folder().resolve(Objects.requireNonNull(archive.file()));
    }
}
