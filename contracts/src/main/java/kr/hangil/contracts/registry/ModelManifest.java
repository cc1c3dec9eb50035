package kr.hangil.contracts.registry;

import java.util.List;

/**
 * Everything a version is. Its canonical JSON (RFC 8785) has a SHA-256, and that is the version's name.
 *
 * @param schema {@link #SCHEMA}
 * @param model {@code namespace/name}
 * @param files all files, sorted by path, paths unique, at least one
 * @param serving what an engine must be told
 * @param licence the terms
 */
public record ModelManifest(
        String schema, String model, List<ManifestFile> files, ServingSettings serving, Licence licence) {

    /** The manifest format this version writes. */
    public static final String SCHEMA = "kr.hangil.manifest.v1";

    public ModelManifest {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a version has at least one file");
        }
        for (int i = 1; i < files.size(); i++) {
            if (files.get(i - 1).path().compareTo(files.get(i).path()) >= 0) {
                throw new IllegalArgumentException("files must be sorted by path without repetition, at "
                        + files.get(i).path());
            }
        }
        files = List.copyOf(files);
    }

    /** Sum of the sizes of all files, in bytes. */
    public long totalSize() {
        return files.stream().mapToLong(ManifestFile::size).sum();
    }
}
