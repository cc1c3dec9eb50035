package kr.hangil.inference.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;

/**
 * The node's folder of weights, by digest. A file is at its final name only when it was complete and verified then; it is
 * verified again before each use all the same, because disks lie. Several processes may share the folder.
 *
 * <pre>
 * blobs/&lt;hex&gt;            a file's bytes
 * partial/&lt;hex&gt;[.parts]  parts of one, and which
 * manifests/&lt;hex&gt;        a version's canonical manifest
 * resolved/&lt;ns&gt;/&lt;name&gt;/&lt;alias&gt;  the digest an alias meant when it was last asked for
 * versions/&lt;hex&gt;/&lt;path&gt;  links to the blobs under the names of the manifest
 * locks/&lt;hex&gt;            held by the process that writes the blob; locks/room by the one that deletes
 * leases/&lt;hex&gt;/&lt;any&gt;    each held by a process that serves the version
 * </pre>
 */
final class WeightsCache {

    /** File locks are held by a whole process; between its threads this one holds. */
    private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

    private final Path root;

    WeightsCache(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    Path blob(Digest digest) {
        return root.resolve("blobs").resolve(digest.hex());
    }

    /** Where the beginning of a file is collected. */
    Path partial(Digest digest) throws IOException {
        return Files.createDirectories(root.resolve("partial")).resolve(digest.hex());
    }

    /** Bytes that can still be written. */
    long freeSpace() throws IOException {
        return Files.getFileStore(Files.createDirectories(root)).getUsableSpace();
    }

    /** Makes a complete and verified partial file, which is on the disk, a blob. */
    void publish(Digest digest) throws IOException {
        Files.createDirectories(blob(digest).getParent());
        Files.move(partial(digest), blob(digest), StandardCopyOption.ATOMIC_MOVE);
        Files.deleteIfExists(PartialFile.journalOf(partial(digest)));
    }

    /** Where a version's manifest is, or would be. */
    Path manifestFile(Digest version) {
        return root.resolve("manifests").resolve(version.hex());
    }

    Optional<byte[]> manifest(Digest digest) throws IOException {
        Path file = manifestFile(digest);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    void keepManifest(Digest digest, byte[] bytes) throws IOException {
        replace(manifestFile(digest), bytes);
    }

    /** What {@code reference} meant when the registry was last asked. */
    Optional<Digest> resolved(ModelReference reference) throws IOException {
        Path file = resolvedFile(reference);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file).trim();
        return Digest.isDigest(text) ? Optional.of(new Digest(text)) : Optional.empty();
    }

    void keepResolved(ModelReference reference, Digest digest) throws IOException {
        replace(resolvedFile(reference), digest.value().getBytes(StandardCharsets.UTF_8));
    }

    private Path resolvedFile(ModelReference reference) {
        return root.resolve("resolved")
                .resolve(reference.model() + "/" + reference.ref().replace(':', '_'));
    }

    /** The folder in which a version's blobs have their names. */
    Path link(Digest version, ModelManifest manifest) throws IOException {
        Path folder = root.resolve("versions").resolve(version.hex());
        for (ManifestFile file : manifest.files()) {
            Path link = folder.resolve(file.path());
            Path blob = blob(file.digest());
            if (Files.exists(link) && Files.isSameFile(link, blob)) {
                continue;
            }
            Files.createDirectories(link.getParent());
            Path fresh = link.resolveSibling("." + link.getFileName() + "." + UUID.randomUUID());
            Files.createSymbolicLink(fresh, blob);
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        }
        return folder;
    }

    /** Runs {@code work} while no other process or thread writes the same blob. */
    <E extends Exception> void alone(Digest digest, Work<E> work) throws IOException, InterruptedException, E {
        alone(digest.hex(), work);
    }

    /** Runs {@code work} while no other process or thread is at work of the same name. */
    <E extends Exception> void alone(String name, Work<E> work) throws IOException, InterruptedException, E {
        Path file = Files.createDirectories(root.resolve("locks")).resolve(name);
        ReentrantLock threads = IN_PROCESS.computeIfAbsent(file, _ -> new ReentrantLock());
        threads.lockInterruptibly();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            work.run();
            held.release();
        } finally {
            threads.unlock();
        }
    }

    /** What is done alone. */
    interface Work<E extends Exception> {
        void run() throws IOException, InterruptedException, E;
    }

    private void replace(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".new");
        Files.write(fresh, bytes);
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    static Digest digestOf(Path file) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.update(buffer, 0, n);
            }
        }
        return Digest.of(sha256.digest());
    }
}
