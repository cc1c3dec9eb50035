package kr.hangil.inference.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import org.jboss.logging.Logger;

/**
 * Keeps the node's cache within its size. Versions that were not used for longest go first; one that a running pod of this node
 * has leased never goes. A lease is a file that its pod holds a lock on, so it ends with the pod, however that ends.
 */
final class CacheRoom {

    private static final Logger LOG = Logger.getLogger(CacheRoom.class);

    private final WeightsCache cache;
    private final ObjectMapper json;
    private final OptionalLong limit;

    /** @param limit bytes that the cache may hold; empty for as many as the disk has room for */
    CacheRoom(WeightsCache cache, ObjectMapper json, OptionalLong limit) {
        this.cache = cache;
        this.json = json;
        this.limit = limit;
    }

    /** A promise that a version stays, until it is closed or the process ends. */
    static final class Lease implements AutoCloseable {

        private final Path file;
        private final FileChannel channel;

        private Lease(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            channel.close();
            Files.deleteIfExists(file);
        }
    }

    /** Promises this process that {@code version} stays. */
    Lease lease(Digest version) throws IOException, InterruptedException {
        Lease[] taken = new Lease[1];
        cache.alone("room", () -> taken[0] = take(version));
        return taken[0];
    }

    private Lease take(Digest version) throws IOException {
        Path file = Files.createDirectories(leases(version))
                .resolve(UUID.randomUUID().toString());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException("a new file is locked already: " + file);
        }
        return new Lease(file, channel);
    }

    private Path leases(Digest version) {
        return cache.root().resolve("leases").resolve(version.hex());
    }

    /** Whether a living process has a lease; those of dead ones are swept. */
    private boolean isLeased(Digest version) throws IOException {
        boolean leased = false;
        for (Path file : children(leases(version))) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock == null) {
                    leased = true;
                } else {
                    Files.deleteIfExists(file);
                }
            } catch (OverlappingFileLockException e) {
                leased = true;
            } catch (NoSuchFileException e) {
                LOG.debugf("the pod of %s has just ended", file);
            }
        }
        return leased;
    }

    /** Notes that {@code version} is used now. */
    void touch(Digest version) throws IOException {
        Path manifest = cache.manifestFile(version);
        if (Files.exists(manifest)) {
            Files.setLastModifiedTime(manifest, FileTime.from(Instant.now()));
        }
    }

    /**
     * Makes sure that what {@code manifest} still lacks fits, deleting what was not used for longest.
     *
     * @throws WeightsException when it does not fit even so
     */
    void makeFor(Digest version, ModelManifest manifest) throws WeightsException, IOException, InterruptedException {
        cache.<WeightsException>alone("room", () -> {
            long lacking = lacking(manifest);
            for (Digest old : byLastUse()) {
                if (fits(lacking)) {
                    return;
                }
                if (!old.equals(version) && !isLeased(old)) {
                    evict(old);
                }
            }
            sweep();
            if (!fits(lacking)) {
                throw new WeightsException("no room for " + manifest.model() + "@" + version + ": it needs " + lacking
                        + " bytes more, " + cache.root() + " has " + used() + bounds()
                        + "; everything else in it is used by pods of this node");
            }
        });
    }

    private String bounds() throws IOException {
        String free = ", and the disk " + cache.freeSpace() + " free";
        return limit.isPresent() ? " of the " + limit.getAsLong() + " it may have" + free : free;
    }

    private boolean fits(long lacking) throws IOException {
        return cache.freeSpace() >= lacking && (limit.isEmpty() || used() + lacking <= limit.getAsLong());
    }

    private long lacking(ModelManifest manifest) throws IOException {
        long sum = 0;
        Set<Digest> counted = new HashSet<>();
        for (ManifestFile file : manifest.files()) {
            if (counted.add(file.digest()) && !Files.exists(cache.blob(file.digest()))) {
                Path partial = cache.partial(file.digest());
                sum += file.size() - (Files.exists(partial) ? Math.min(file.size(), Files.size(partial)) : 0);
            }
        }
        return sum;
    }

    private long used() throws IOException {
        long sum = 0;
        for (String folder : List.of("blobs", "partial")) {
            for (Path file : children(cache.root().resolve(folder))) {
                sum += sizeOf(file);
            }
        }
        return sum;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private List<Digest> byLastUse() throws IOException {
        record Use(Digest version, FileTime at) {}
        List<Use> uses = new ArrayList<>();
        for (Path manifest : children(cache.root().resolve("manifests"))) {
            String hex = manifest.getFileName().toString();
            if (Digest.isDigest("sha256:" + hex)) {
                uses.add(new Use(new Digest("sha256:" + hex), Files.getLastModifiedTime(manifest)));
            }
        }
        return uses.stream()
                .sorted(Comparator.comparing(Use::at))
                .map(Use::version)
                .toList();
    }

    private void evict(Digest version) throws IOException {
        LOG.infof("weights cache: version %s makes room, it was not used for longest", version);
        delete(cache.root().resolve("versions").resolve(version.hex()));
        Files.deleteIfExists(cache.manifestFile(version));
        delete(leases(version));
        sweep();
    }

    /** Deletes what no version in the cache has: blobs, and beginnings of some. */
    private void sweep() throws IOException {
        Set<String> named = new HashSet<>();
        for (Path manifest : children(cache.root().resolve("manifests"))) {
            for (JsonNode file : json.readTree(Files.readAllBytes(manifest)).path("files")) {
                named.add(file.path("digest").asText().replace("sha256:", ""));
            }
        }
        for (String folder : List.of("blobs", "partial")) {
            for (Path file : children(cache.root().resolve(folder))) {
                if (!named.contains(file.getFileName().toString().replace(".parts", ""))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
