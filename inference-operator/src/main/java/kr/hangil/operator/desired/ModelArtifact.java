package kr.hangil.operator.desired;

import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ServingSettings;

/**
 * The version of a model that a revision serves.
 *
 * @param digest its name
 * @param serving what an engine must be told
 * @param licence its terms
 * @param lastFile path of the file that comes last in the manifest; a pod links it last, when all the others are verified
 * @param size bytes of all files
 */
public record ModelArtifact(Digest digest, ServingSettings serving, Licence licence, String lastFile, long size) {

    /** What {@code manifest}, named {@code digest}, says. */
    public static ModelArtifact of(Digest digest, ModelManifest manifest) {
        return new ModelArtifact(
                digest,
                manifest.serving(),
                manifest.licence(),
                manifest.files().getLast().path(),
                manifest.totalSize());
    }
}
