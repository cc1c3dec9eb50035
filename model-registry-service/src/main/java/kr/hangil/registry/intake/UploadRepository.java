package kr.hangil.registry.intake;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import kr.hangil.contracts.registry.ManifestFile;

/** Rows of {@code uploads} and {@code upload_files}. */
@ApplicationScoped
class UploadRepository implements PanacheRepositoryBase<UploadEntity, UUID> {

    /** The row of a file that is sent again is replaced; an upload that expired meanwhile takes none. */
    private static final String RECORD = """
            insert into upload_files (upload_id, path, size, digest)
            select id, :path, :size, :digest from uploads where id = :upload and expires_at > :now
            on conflict (upload_id, path) do update set size = excluded.size, digest = excluded.digest""";

    /** The upload if it has not expired; else a null item. */
    Uni<UploadEntity> findOpen(long modelId, UUID id, Instant now) {
        return find("id = ?1 and modelId = ?2 and expiresAt > ?3", id, modelId, now)
                .firstResult();
    }

    Uni<Boolean> record(UUID upload, ManifestFile file, Instant now) {
        return getSession()
                .chain(session -> session.createNativeQuery(RECORD)
                        .setParameter("path", file.path())
                        .setParameter("size", file.size())
                        .setParameter("digest", file.digest().value())
                        .setParameter("upload", upload)
                        .setParameter("now", now)
                        .executeUpdate())
                .map(rows -> rows == 1);
    }

    Uni<Long> countFiles(UUID upload) {
        return getSession()
                .chain(session -> session.createQuery(
                                "select count(*) from UploadFileEntity where key.uploadId = :upload", Long.class)
                        .setParameter("upload", upload)
                        .getSingleResult());
    }

    Uni<List<ManifestFile>> files(UUID upload) {
        return getSession()
                .chain(session -> session.createQuery(
                                "from UploadFileEntity where key.uploadId = :upload", UploadFileEntity.class)
                        .setParameter("upload", upload)
                        .getResultList())
                .map(rows -> rows.stream().map(UploadFileEntity::toFile).toList());
    }

    Uni<Long> deleteExpired(Instant now) {
        return delete("expiresAt <= ?1", now);
    }
}
