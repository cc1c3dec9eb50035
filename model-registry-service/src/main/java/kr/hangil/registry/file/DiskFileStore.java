package kr.hangil.registry.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;

/**
 * The store in a folder: {@code sha256/ab/abcd…} for files, {@code incoming/} for those still being received.
 *
 * <p>A file is hashed while it is written to {@code incoming/}, forced to disk, and then renamed, so it appears whole or
 * not at all. The process that opens the folder holds a lock on it until it ends, which makes whatever lies in
 * {@code incoming/} at that moment the leavings of a dead one: it is swept.
 */
public final class DiskFileStore implements FileStore, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DiskFileStore.class);
    private static final int BUFFER = 128 * 1024;

    private final Path files;
    private final Path incoming;
    private final long maxFileSize;
    private final long reserve;
    private final FileChannel lockFile;
    private final Object placing = new Object();

    private DiskFileStore(Path folder, long maxFileSize, long reserve) throws IOException {
        this.files = folder.resolve("sha256");
        this.incoming = folder.resolve("incoming");
        this.maxFileSize = maxFileSize;
        this.reserve = reserve;
        Files.createDirectories(files);
        Files.createDirectories(incoming);
        this.lockFile = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /**
     * Takes the folder and sweeps what a dead process left in it.
     *
     * @param maxFileSize largest file in bytes
     * @param reserve bytes of disk to leave free
     * @throws IOException when the folder cannot be made or written, or another process holds it
     */
    public static DiskFileStore open(Path folder, long maxFileSize, long reserve) throws IOException {
        DiskFileStore store = new DiskFileStore(folder, maxFileSize, reserve);
        try {
            store.lock();
            store.sweep();
            return store;
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("this process already uses the folder " + files.getParent(), e);
        }
        throw new IOException("another process uses the folder " + files.getParent());
    }

    private void sweep() throws IOException {
        try (Stream<Path> leftOver = Files.list(incoming)) {
            for (Path file : leftOver.toList()) {
                LOG.infof("removing %s, left by an upload that was cut off", file.getFileName());
                Files.delete(file);
            }
        }
    }

    @Override
    public StoredFile put(InputStream bytes, Expected expected) {
        requireRoom(expected);
        Path temporary = incoming.resolve(UUID.randomUUID() + ".part");
        try {
            MessageDigest sha256 = Digest.sha256();
            long size = receive(bytes, temporary, sha256, expected);
            Digest digest = Digest.of(sha256.digest());
            if (expected.digest() != null && !expected.digest().equals(digest)) {
                throw new PlatformException(
                        ErrorCode.DIGEST_MISMATCH,
                        "the " + size + " bytes received have the digest " + digest + ", not the announced "
                                + expected.digest() + "; send the file again");
            }
            return new StoredFile(digest, size, place(temporary, digest));
        } catch (IOException e) {
            throw storageFailed(e);
        } finally {
            discard(temporary);
        }
    }

    private void requireRoom(Expected expected) {
        if (expected.size().isEmpty()) {
            return;
        }
        long size = expected.size().getAsLong();
        if (size > maxFileSize) {
            throw tooLarge();
        }
        long usable;
        try {
            usable = Files.getFileStore(incoming).getUsableSpace();
        } catch (IOException e) {
            throw storageFailed(e);
        }
        if (size > usable - reserve) {
            throw new PlatformException(
                    ErrorCode.UNAVAILABLE,
                    "the registry's storage has no room for a file of " + size + " bytes; an operator must add space");
        }
    }

    private long receive(InputStream bytes, Path temporary, MessageDigest sha256, Expected expected)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = read(bytes, buffer, size); read >= 0; read = read(bytes, buffer, size)) {
                size += read;
                if (size > maxFileSize) {
                    throw tooLarge();
                }
                sha256.update(buffer, 0, read);
                for (ByteBuffer rest = ByteBuffer.wrap(buffer, 0, read); rest.hasRemaining(); ) {
                    out.write(rest);
                }
            }
            if (expected.size().isPresent() && expected.size().getAsLong() != size) {
                throw new PlatformException(
                        ErrorCode.INVALID_REQUEST,
                        "the body ended after " + size + " of the announced "
                                + expected.size().getAsLong() + " bytes; send the file again");
            }
            out.force(true);
        }
        return size;
    }

    /** A sender that fails is told apart from a disk that fails. */
    private static int read(InputStream bytes, byte[] buffer, long soFar) {
        try {
            return bytes.read(buffer);
        } catch (IOException e) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    "the body could not be read beyond byte " + soFar + "; send the file again",
                    e);
        }
    }

    private Path place(Path temporary, Digest digest) throws IOException {
        Path target = pathOf(digest);
        Path folder = files.resolve(digest.hex().substring(0, 2));
        synchronized (placing) {
            if (Files.notExists(folder)) {
                Files.createDirectories(folder);
                force(files);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(folder);
        }
        return target;
    }

    @Override
    public Optional<StoredFile> find(Digest digest) {
        Path path = pathOf(digest);
        try {
            return Optional.of(new StoredFile(digest, Files.size(path), path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    @Override
    public Optional<Digest> rehash(Digest digest) {
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(pathOf(digest))) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
            return Optional.of(Digest.of(sha256.digest()));
        } catch (IOException e) {
            LOG.warnf(e, "file %s cannot be read", digest);
            return Optional.empty();
        }
    }

    @Override
    public List<Digest> putBefore(Instant cutoff, String after, int limit) {
        try (Stream<Path> paths = Files.find(
                files,
                2,
                (path, attributes) -> attributes.isRegularFile()
                        && attributes.lastModifiedTime().toInstant().isBefore(cutoff))) {
            return paths.map(path -> "sha256:" + path.getFileName())
                    .filter(name -> Digest.isDigest(name) && name.compareTo(after) > 0)
                    .sorted()
                    .limit(limit)
                    .map(Digest::new)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw storageFailed(e);
        }
    }

    @Override
    public boolean removeIfPutBefore(Digest digest, Instant cutoff) {
        Path path = pathOf(digest);
        try {
            synchronized (placing) {
                return Files.getLastModifiedTime(path).toInstant().isBefore(cutoff) && Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw storageFailed(e);
        }
    }

    @Override
    public void probe() {
        Path file = incoming.resolve(UUID.randomUUID() + ".probe");
        try {
            Files.write(file, new byte[1], StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw storageFailed(e);
        } finally {
            discard(file);
        }
    }

    /** Gives the folder free for another process. */
    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    private Path pathOf(Digest digest) {
        return files.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf(e, "%s stays until the next start", file.getFileName());
        }
    }

    private PlatformException tooLarge() {
        return new PlatformException(
                ErrorCode.BODY_TOO_LARGE, "one file may have at most " + maxFileSize + " bytes in this registry");
    }

    private static PlatformException storageFailed(Exception e) {
        return new PlatformException(
                ErrorCode.UNAVAILABLE, "the registry's storage failed; nothing was kept, try again later", e);
    }
}
