package kr.hangil.operator.registry;

import kr.hangil.operator.desired.ModelArtifact;

/** What versions of models mean. */
public interface Versions {

    /**
     * What {@code version} of {@code model} means now.
     *
     * @param model {@code namespace/name}
     * @param version a digest or an alias
     */
    Lookup find(String model, String version);

    /** What came of a look-up. */
    sealed interface Lookup {}

    /**
     * It is there.
     *
     * @param artifact the version
     */
    record Found(ModelArtifact artifact) implements Lookup {}

    /**
     * The registry says that there is no such version.
     *
     * @param message for people
     */
    record Absent(String message) implements Lookup {}

    /**
     * Nobody knows now.
     *
     * @param message for people
     */
    record Unknown(String message) implements Lookup {}
}
