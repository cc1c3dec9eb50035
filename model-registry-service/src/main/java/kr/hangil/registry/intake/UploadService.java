package kr.hangil.registry.intake;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.catalog.ModelService;
import kr.hangil.registry.file.Expected;
import kr.hangil.registry.file.FileStore;
import kr.hangil.registry.file.StoredFile;

/**
 * Uploads: sets of files in the making.
 *
 * <p>An upload is not used up by publishing, so a publisher whose answer was lost publishes again and gets the same version.
 */
@ApplicationScoped
public class UploadService {

    /** Stands in where only the form of a path is checked. */
    private static final Digest NO_DIGEST = new Digest("sha256:" + "0".repeat(64));

    private final UploadRepository uploads;
    private final ModelService models;
    private final FileStore store;
    private final IntakeConfig config;
    private final Clock clock;
    private final Vertx vertx;

    UploadService(
            UploadRepository uploads,
            ModelService models,
            FileStore store,
            IntakeConfig config,
            Clock clock,
            Vertx vertx) {
        this.uploads = uploads;
        this.models = models;
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** Opens an upload for the model; fails with {@code model_not_found}. */
    @WithTransaction
    public Uni<Upload> open(ModelName model, String by) {
        return models.require(model)
                .map(entry -> newUpload(entry.id(), by))
                .call(uploads::persist)
                .map(upload -> new Upload(upload.id, upload.expiresAt));
    }

    private UploadEntity newUpload(long modelId, String by) {
        Instant now = clock.instant();
        UploadEntity upload = new UploadEntity();
        upload.id = UUID.randomUUID();
        upload.modelId = modelId;
        upload.createdAt = now;
        upload.createdBy = by;
        upload.expiresAt = now.plus(config.uploadTtl());
        return upload;
    }

    /**
     * Streams one file into the upload, in place of one of the same path.
     *
     * @param bytes read to its end on a worker thread
     * @throws PlatformException {@code invalid_request} for a path that is not plain, and what {@link FileStore#put} throws
     */
    public Uni<ManifestFile> receive(ModelName model, UUID id, String path, InputStream bytes, Expected expected) {
        requirePlain(path);
        return Panache.withSession(() -> requireRoomFor(model, id))
                .chain(() -> vertx.executeBlocking(() -> store.put(bytes, expected), false))
                .chain(stored -> record(id, path, stored));
    }

    private Uni<Void> requireRoomFor(ModelName model, UUID id) {
        return requireOpen(model, id)
                .chain(uploads::countFiles)
                .invoke(this::requireBelowLimit)
                .replaceWithVoid();
    }

    private void requireBelowLimit(long files) {
        if (files >= config.maxFiles()) {
            throw new PlatformException(
                    ErrorCode.UNPROCESSABLE, "an upload holds at most " + config.maxFiles() + " files");
        }
    }

    private Uni<ManifestFile> record(UUID id, String path, StoredFile stored) {
        ManifestFile file = new ManifestFile(path, stored.size(), stored.digest());
        return Panache.withTransaction(() -> uploads.record(id, file, clock.instant()))
                .invoke(open -> {
                    if (!open) {
                        throw noUpload(id);
                    }
                })
                .replaceWith(file);
    }

    /** Files of an open upload, in no order; fails with {@code not_found}. */
    @WithSession
    public Uni<List<ManifestFile>> files(ModelName model, UUID id) {
        return requireOpen(model, id).chain(uploads::files);
    }

    /** Gives the upload up; fails with {@code not_found} when there is none. */
    @WithTransaction
    public Uni<Void> abandon(ModelName model, UUID id) {
        return requireOpen(model, id).chain(uploads::deleteById).replaceWithVoid();
    }

    private Uni<UUID> requireOpen(ModelName model, UUID id) {
        return models.require(model)
                .chain(entry -> uploads.findOpen(entry.id(), id, clock.instant()))
                .onItem()
                .ifNull()
                .failWith(() -> noUpload(id))
                .replaceWith(id);
    }

    private static void requirePlain(String path) {
        try {
            new ManifestFile(path, 0, NO_DIGEST);
        } catch (IllegalArgumentException e) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, "path", String.valueOf(e.getMessage()));
        }
        if (!Normalizer.isNormalized(path, Normalizer.Form.NFC) || path.indexOf('\uFFFD') >= 0) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "path", "the path must be UTF-8 in Unicode's composed form (NFC)");
        }
    }

    private static PlatformException noUpload(UUID id) {
        return new PlatformException(
                ErrorCode.NOT_FOUND,
                "this model has no open upload '" + id + "'; it may have expired or been deleted, open a new one");
    }
}
