package kr.hangil.registry.version;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ModelVersion;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.catalog.CatalogEntry;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.catalog.ModelService;
import kr.hangil.registry.file.FileStore;
import kr.hangil.registry.file.StoredFile;
import kr.hangil.registry.intake.UploadService;
import kr.hangil.registry.page.PageQuery;

/** Publishes versions and finds them again by digest or alias. */
@ApplicationScoped
public class VersionService {

    private final VersionRepository versions;
    private final ModelService models;
    private final UploadService uploads;
    private final AliasLookup aliases;
    private final FileStore store;
    private final Clock clock;
    private final Vertx vertx;

    VersionService(
            VersionRepository versions,
            ModelService models,
            UploadService uploads,
            AliasLookup aliases,
            FileStore store,
            Clock clock,
            Vertx vertx) {
        this.versions = versions;
        this.models = models;
        this.uploads = uploads;
        this.aliases = aliases;
        this.store = store;
        this.clock = clock;
        this.vertx = vertx;
    }

    /**
     * What a publication came to.
     *
     * @param version the version
     * @param created whether it is new; false when the same content had been published before
     */
    public record Publication(ModelVersion version, boolean created) {}

    /** Publishes the upload's files; the same content again is the same version. */
    Uni<Publication> publish(ModelName model, PublishRequest request, String by) {
        return uploads.files(model, request.uploadId())
                .map(files -> ManifestDraft.of(model, files, request.serving(), request.licence()))
                .call(manifest -> vertx.executeBlocking(() -> requireStored(manifest), false))
                .map(CanonicalManifest::of)
                .chain(manifest -> Panache.withTransaction(() -> insert(model, manifest, by)));
    }

    private Uni<Publication> insert(ModelName model, CanonicalManifest manifest, String by) {
        return models.require(model)
                .chain(entry -> versions.insert(entry.id(), manifest, clock.instant(), by)
                        .chain(created -> find(entry, manifest.digest())
                                .map(version -> new Publication(version.toVersion(), created))));
    }

    private Void requireStored(ModelManifest manifest) {
        for (ManifestFile file : manifest.files()) {
            requireWhole(file);
        }
        return null;
    }

    /** One version; {@code ref} is a digest or an alias. */
    @WithSession
    public Uni<ModelVersion> get(ModelName model, String ref) {
        return resolve(model, ref).map(VersionEntity::toVersion);
    }

    /** The canonical bytes of a version's manifest; their SHA-256 is the version's digest. */
    @WithSession
    Uni<byte[]> manifest(ModelName model, String ref) {
        return resolve(model, ref).map(version -> version.manifest);
    }

    /** All versions of a model, newest first. */
    @WithSession
    Uni<Page<ModelVersion>> list(ModelName model, PageQuery query) {
        return models.require(model)
                .chain(entry -> versions.list(entry.id(), query))
                .map(rows -> query.page(rows, VersionEntity::toVersion, version -> version.digest));
    }

    /** A file of a version as it lies in the store; fails with {@code unavailable} where the store has not the whole of it. */
    Uni<StoredFile> file(ModelName model, String ref, String path) {
        return get(model, ref).map(version -> entryOf(version, path)).chain(this::open);
    }

    private Uni<StoredFile> open(ManifestFile file) {
        return vertx.executeBlocking(() -> requireWhole(file), false);
    }

    /** Reads every file of the version again and compares. */
    Uni<Verification> verify(ModelName model, String ref) {
        return Panache.withSession(() -> resolve(model, ref))
                .chain(version -> vertx.executeBlocking(() -> reread(version), false));
    }

    private Verification reread(VersionEntity version) {
        List<Verification.Difference> differences = new ArrayList<>();
        Digest expected = new Digest(version.digest);
        Digest found = CanonicalManifest.digestOf(version.manifest);
        if (!found.equals(expected)) {
            differences.add(new Verification.Difference("(manifest)", expected, found));
        }
        for (ManifestFile file : version.toVersion().manifest().files()) {
            Optional<Digest> read = store.rehash(file.digest());
            if (!read.equals(Optional.of(file.digest()))) {
                differences.add(new Verification.Difference(file.path(), file.digest(), read.orElse(null)));
            }
        }
        return Verification.of(expected, List.copyOf(differences));
    }

    private Uni<VersionEntity> resolve(ModelName model, String ref) {
        return models.require(model).chain(entry -> digest(entry, ref).chain(digest -> find(entry, digest)));
    }

    private Uni<Digest> digest(CatalogEntry entry, String ref) {
        if (Digest.isDigest(ref)) {
            return Uni.createFrom().item(new Digest(ref));
        }
        return aliases.resolve(entry.id(), ref)
                .onItem()
                .ifNull()
                .failWith(() -> new PlatformException(
                        ErrorCode.NOT_FOUND, "'" + ref + "' is neither a digest nor an alias of " + entry.name()));
    }

    private Uni<VersionEntity> find(CatalogEntry entry, Digest digest) {
        return versions.find(entry.id(), digest)
                .onItem()
                .ifNull()
                .failWith(() -> new PlatformException(ErrorCode.NOT_FOUND, entry.name() + " has no version " + digest));
    }

    private static ManifestFile entryOf(ModelVersion version, String path) {
        return version.manifest().files().stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.NOT_FOUND, "version " + version.digest() + " has no file '" + path + "'"));
    }

    private StoredFile requireWhole(ManifestFile file) {
        StoredFile stored = store.find(file.digest())
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.UNAVAILABLE,
                        "file '" + file.path() + "' (" + file.digest() + ") is missing from the registry's storage;"
                                + " upload it again"));
        if (stored.size() != file.size()) {
            throw new PlatformException(
                    ErrorCode.UNAVAILABLE,
                    "file '" + file.path() + "' (" + file.digest() + ") is damaged in the registry's storage: "
                            + stored.size() + " bytes instead of " + file.size() + "; upload it again");
        }
        return stored;
    }
}
