package kr.hangil.registry.intake;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;

/** Row of {@code upload_files}. */
@Entity
@Table(name = "upload_files")
class UploadFileEntity {

    /**
     * @param uploadId the upload it lies in
     * @param path its path there
     */
    @Embeddable
    record Key(@Column(name = "upload_id") UUID uploadId, String path) {}

    @EmbeddedId
    Key key;

    @Column(nullable = false)
    long size;

    @Column(nullable = false)
    String digest;

    ManifestFile toFile() {
        return new ManifestFile(key.path(), size, new Digest(digest));
    }
}
