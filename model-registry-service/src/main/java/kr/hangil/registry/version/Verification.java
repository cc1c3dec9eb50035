package kr.hangil.registry.version;

import java.util.List;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a re-reading of a version's files found.
 *
 * @param digest the version
 * @param ok whether every file is there with the bytes it was published with
 * @param differences the files that are not
 */
record Verification(Digest digest, boolean ok, List<Difference> differences) {

    /**
     * @param path the file, or {@code (manifest)} for the manifest itself
     * @param expected digest it was published with
     * @param found digest of what is there; null when nothing readable is
     */
    record Difference(
            String path, Digest expected, @Nullable Digest found) {}

    static Verification of(Digest digest, List<Difference> differences) {
        return new Verification(digest, differences.isEmpty(), differences);
    }
}
