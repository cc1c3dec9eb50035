package kr.hangil.registry.version;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import kr.hangil.contracts.Digest;
import kr.hangil.registry.page.PageQuery;

/** Rows of {@code versions}. */
@ApplicationScoped
class VersionRepository implements PanacheRepositoryBase<VersionEntity, Long> {

    private static final String INSERT = """
            insert into versions (model_id, digest, manifest, created_at, created_by)
            values (:model, :digest, :manifest, :createdAt, :createdBy)
            on conflict (model_id, digest) do nothing""";

    private static final String REFERENCED = """
            select digest from upload_files where digest = any(:digests)
            union
            select file ->> 'digest'
            from versions, jsonb_array_elements(convert_from(manifest, 'UTF8')::jsonb -> 'files') file
            where file ->> 'digest' = any(:digests)""";

    /** Whether the row is new; a concurrent insert of the same one is waited for. */
    Uni<Boolean> insert(long modelId, CanonicalManifest manifest, Instant now, String by) {
        return getSession()
                .chain(session -> session.createNativeQuery(INSERT)
                        .setParameter("model", modelId)
                        .setParameter("digest", manifest.digest().value())
                        .setParameter("manifest", manifest.bytes())
                        .setParameter("createdAt", now)
                        .setParameter("createdBy", by)
                        .executeUpdate())
                .map(inserted -> inserted == 1);
    }

    /** The row of that digest; a null item when there is none. */
    Uni<VersionEntity> find(long modelId, Digest digest) {
        return find("modelId = ?1 and digest = ?2", modelId, digest.value()).firstResult();
    }

    /** Newest first; the cursor is the digest of the last one seen. */
    Uni<List<VersionEntity>> list(long modelId, PageQuery query) {
        String after = query.after();
        if (after == null) {
            return find("modelId = ?1 order by id desc", modelId)
                    .range(0, query.limit())
                    .list();
        }
        if (!Digest.isDigest(after)) {
            throw PageQuery.badCursor();
        }
        return find(modelId, new Digest(after))
                .onItem()
                .ifNull()
                .failWith(PageQuery::badCursor)
                .chain(last -> find("modelId = ?1 and id < ?2 order by id desc", modelId, last.id)
                        .range(0, query.limit())
                        .list());
    }

    /** Those of {@code digests} that an upload or a version has. */
    Uni<List<String>> referenced(List<Digest> digests) {
        String[] values = digests.stream().map(Digest::value).toArray(String[]::new);
        return getSession()
                .chain(session -> session.createNativeQuery(REFERENCED, String.class)
                        .setParameter("digests", values)
                        .getResultList());
    }
}
