package kr.hangil.inference.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import org.jboss.logging.Logger;

/** Brings versions' files to this node, proves them, and keeps them from being deleted while this process serves them. */
@Singleton
public final class WeightsService {

    private static final Logger LOG = Logger.getLogger(WeightsService.class);
    private static final int LONGEST_SIGNATURE = 16 << 20;

    private final RegistryClient registry;
    private final WeightsCache cache;
    private final WeightsConfig config;
    private final ObjectMapper json;
    private final CacheRoom room;
    private List<CacheRoom.Lease> leases = new ArrayList<>();

    WeightsService(RegistryClient registry, WeightsConfig config, ObjectMapper json) {
        this.registry = registry;
        this.cache = new WeightsCache(config.cache());
        this.config = config;
        this.json = json;
        this.room = new CacheRoom(
                cache,
                json,
                config.cacheSize().stream().mapToLong(MemorySize::asLongValue).findFirst());
    }

    /**
     * Resolves, pulls and verifies; blocks until every file was read and hashed to what the manifests say. All of them stay in the
     * cache until this process prepares others.
     *
     * @return what {@code references} mean, in their order
     * @throws WeightsException when one is not to be had now; nothing may be served then
     * @throws InterruptedException when the thread is interrupted
     */
    public List<LoadedModel> prepare(List<ModelReference> references) throws WeightsException, InterruptedException {
        try {
            List<Digest> digests = new ArrayList<>();
            for (ModelReference reference : references) {
                digests.add(resolve(reference));
            }
            lease(digests);
            List<LoadedModel> models = new ArrayList<>();
            for (int i = 0; i < digests.size(); i++) {
                models.add(bring(references.get(i), digests.get(i)));
            }
            return models;
        } catch (IOException e) {
            throw new WeightsException("the weights cache " + cache.root() + " cannot be used: " + e, e);
        }
    }

    /** As above, one of them alone. */
    LoadedModel prepare(ModelReference reference) throws WeightsException, InterruptedException {
        return prepare(List.of(reference)).getFirst();
    }

    private synchronized void lease(List<Digest> digests) throws IOException, InterruptedException {
        List<CacheRoom.Lease> before = leases;
        leases = new ArrayList<>();
        for (Digest digest : digests) {
            leases.add(room.lease(digest));
        }
        for (CacheRoom.Lease lease : before) {
            lease.close();
        }
    }

    private LoadedModel bring(ModelReference reference, Digest digest)
            throws WeightsException, IOException, InterruptedException {
        ModelManifest manifest = manifest(reference, digest);
        room.touch(digest);
        room.makeFor(digest, manifest);
        if (config.trustedKeys().isPresent()) {
            requireSigned(
                    reference.model(), digest, manifest, config.trustedKeys().get());
        }
        for (ManifestFile file : manifest.files()) {
            cache.alone(file.digest(), () -> ensure(reference.model(), digest, file));
        }
        LoadedModel model = new LoadedModel(digest, manifest, cache.link(digest, manifest));
        LOG.infof(
                "verified %d file(s), %d bytes, of %s@%s",
                manifest.files().size(), manifest.totalSize(), reference.model(), digest);
        return model;
    }

    /** Before anything else is pulled: the manifest's digests are proven, so what is signed can be held against them at once. */
    private void requireSigned(String model, Digest digest, ModelManifest manifest, Path keys)
            throws WeightsException, IOException, InterruptedException {
        try {
            ManifestFile file = manifest.files().stream()
                    .filter(it -> it.path().equals(ModelSignature.FILE))
                    .findFirst()
                    .orElseThrow(() -> new WeightsException("there is none, and only signed versions are served here"));
            if (file.size() > LONGEST_SIGNATURE) {
                throw new WeightsException("it has " + file.size() + " bytes, more than " + LONGEST_SIGNATURE);
            }
            cache.alone(file.digest(), () -> ensure(model, digest, file));
            ModelSignature.parse(Files.readAllBytes(cache.blob(file.digest())), json)
                    .require(TrustedKeys.in(keys), manifest);
        } catch (WeightsException.Unreachable e) {
            throw e;
        } catch (WeightsException e) {
            throw new WeightsException("signature of " + model + "@" + digest + ": " + e.getMessage() + ": refused", e);
        }
    }

    private Digest resolve(ModelReference reference) throws WeightsException, IOException, InterruptedException {
        Optional<Digest> given = reference.digest();
        if (given.isPresent()) {
            return given.get();
        }
        try {
            Digest digest = registry.resolve(reference);
            cache.keepResolved(reference, digest);
            return digest;
        } catch (WeightsException.Unreachable e) {
            Optional<Digest> remembered = cache.resolved(reference);
            if (remembered.isEmpty()) {
                throw e;
            }
            LOG.warnf("%s; going on with %s, which %s meant last", e.getMessage(), remembered.get(), reference);
            return remembered.get();
        }
    }

    private ModelManifest manifest(ModelReference reference, Digest digest)
            throws WeightsException, IOException, InterruptedException {
        Optional<byte[]> kept =
                cache.manifest(digest).filter(bytes -> Digest.sha256(bytes).equals(digest));
        byte[] bytes = kept.isPresent() ? kept.get() : registry.manifest(reference.model(), digest);
        Digest actual = Digest.sha256(bytes);
        if (!actual.equals(digest)) {
            throw new WeightsException(
                    "the manifest of " + reference + " hashes to " + actual + " and not to " + digest + ": refused");
        }
        ModelManifest manifest = parse(bytes, digest);
        if (!manifest.schema().equals(ModelManifest.SCHEMA) || !manifest.model().equals(reference.model())) {
            throw new WeightsException("manifest " + digest + " is a " + manifest.schema() + " of " + manifest.model()
                    + " and not a " + ModelManifest.SCHEMA + " of " + reference.model());
        }
        if (kept.isEmpty()) {
            cache.keepManifest(digest, bytes);
        }
        return manifest;
    }

    private ModelManifest parse(byte[] bytes, Digest digest) throws WeightsException {
        try {
            return json.readValue(bytes, ModelManifest.class);
        } catch (IOException e) {
            throw new WeightsException("manifest " + digest + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Makes {@code file} a verified blob: the cached one if it is right, a pulled one otherwise. */
    private void ensure(String model, Digest version, ManifestFile file)
            throws WeightsException, IOException, InterruptedException {
        Path blob = cache.blob(file.digest());
        if (Files.exists(blob)) {
            Optional<String> fault = fault(file, blob);
            if (fault.isEmpty()) {
                return;
            }
            LOG.errorf("cached %s; it is deleted and pulled again", fault.get());
            Files.delete(blob);
        }
        pull(model, version, file);
    }

    private void pull(String model, Digest version, ManifestFile file)
            throws WeightsException, IOException, InterruptedException {
        Path path = cache.partial(file.digest());
        Optional<String> fault;
        try (PartialFile partial =
                PartialFile.open(path, file.size(), config.segment().asLongValue())) {
            boolean pulledFromStart = partial.received() == 0;
            fault = collect(model, version, file, partial);
            if (fault.isPresent() && !pulledFromStart) {
                LOG.warnf("%s after resuming; it is pulled again from its start", fault.get());
                partial.reset();
                fault = collect(model, version, file, partial);
            }
            partial.force();
        }
        if (fault.isPresent()) {
            Files.deleteIfExists(path);
            Files.deleteIfExists(PartialFile.journalOf(path));
            throw new WeightsException(fault.get() + ": refused, nothing is served from it");
        }
        cache.publish(file.digest());
    }

    /** Downloads until {@code partial} is whole, going on after cuts; says what is wrong with it then. */
    private Optional<String> collect(String model, Digest version, ManifestFile file, PartialFile partial)
            throws WeightsException, IOException, InterruptedException {
        Download download = new Download(registry, config.connections());
        try (FollowingHash hash = new FollowingHash(partial, file.size())) {
            for (int attempt = 1; partial.received() < file.size(); attempt++) {
                LOG.infof(
                        "pulling %s of %s, %d of %d bytes are here",
                        file.path(), model, partial.received(), file.size());
                try {
                    download.pull(model, version, file, partial);
                } catch (WeightsException.Unreachable e) {
                    if (attempt >= config.attempts()) {
                        throw e;
                    }
                    LOG.warnf("%s; attempt %d of %d", e.getMessage(), attempt, config.attempts());
                    Thread.sleep(config.attemptDelay());
                }
            }
            Digest actual = hash.digest();
            return actual.equals(file.digest()) ? Optional.empty() : Optional.of(mismatch(file, actual));
        }
    }

    /** What is wrong with the bytes at {@code path}, naming the file; empty when nothing is. */
    private static Optional<String> fault(ManifestFile file, Path path) throws IOException {
        long size = Files.size(path);
        if (size != file.size()) {
            return Optional.of("file " + file.path() + " has " + size + " bytes instead of " + file.size());
        }
        Digest actual = WeightsCache.digestOf(path);
        return actual.equals(file.digest()) ? Optional.empty() : Optional.of(mismatch(file, actual));
    }

    private static String mismatch(ManifestFile file, Digest actual) {
        return "file " + file.path() + " hashes to " + actual + " instead of " + file.digest();
    }
}
