package kr.hangil.inference.weights;

import java.nio.file.Path;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;

/**
 * A version whose every file is on this node and was verified.
 *
 * @param digest the version
 * @param manifest what the digest covers
 * @param folder holds the files at the paths of the manifest
 */
public record LoadedModel(Digest digest, ModelManifest manifest, Path folder) {

    /**
     * The file an engine opens: the only one of the manifest's format, or the first part of a split one.
     *
     * @throws IllegalStateException when there is none
     */
    public Path weights() {
        String suffix = "." + manifest.serving().format();
        return manifest.files().stream()
                .map(ManifestFile::path)
                .filter(path -> path.endsWith(suffix))
                .min(String::compareTo)
                .map(folder::resolve)
                .orElseThrow(() -> new IllegalStateException("version " + digest + " of " + manifest.model()
                        + " says its format is " + manifest.serving().format() + " but has no file *" + suffix));
    }
}
