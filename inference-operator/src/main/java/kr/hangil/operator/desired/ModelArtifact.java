package kr.hangil.operator.desired;

import java.util.List;
import java.util.stream.Stream;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.operator.api.ModelDeploymentSpec;

/**
 * The version of a model that a revision serves.
 *
 * @param digest its name
 * @param serving what an engine must be told
 * @param licence its terms
 * @param lastFile path of the file that comes last in the manifest; a pod links it last, when all the others are verified
 * @param size bytes of all files
 * @param adapters what is served beside it, in the order of the spec
 */
public record ModelArtifact(
        Digest digest, ServingSettings serving, Licence licence, String lastFile, long size, List<Adapter> adapters) {

    /**
     * An adapter that is served.
     *
     * @param asked as the spec has it
     * @param version what its version means
     */
    public record Adapter(ModelDeploymentSpec.Adapter asked, ModelArtifact version) {

        public String name() {
            return asked.name();
        }
    }

    public ModelArtifact {
        adapters = List.copyOf(adapters);
    }

    /** A version without adapters. */
    public ModelArtifact(Digest digest, ServingSettings serving, Licence licence, String lastFile, long size) {
        this(digest, serving, licence, lastFile, size, List.of());
    }

    /** What {@code manifest}, named {@code digest}, says. */
    public static ModelArtifact of(Digest digest, ModelManifest manifest) {
        return new ModelArtifact(
                digest,
                manifest.serving(),
                manifest.licence(),
                manifest.files().getLast().path(),
                manifest.totalSize());
    }

    /** This version, and {@code adapters} served beside it. */
    public ModelArtifact with(List<Adapter> adapters) {
        return new ModelArtifact(digest, serving, licence, lastFile, size, adapters);
    }

    /** Every version that a pod pulls, this one first. */
    public Stream<ModelArtifact> all() {
        return Stream.concat(Stream.of(this), adapters.stream().map(Adapter::version));
    }

    /** Bytes that a pod pulls. */
    public long pulled() {
        return all().mapToLong(ModelArtifact::size).sum();
    }
}
