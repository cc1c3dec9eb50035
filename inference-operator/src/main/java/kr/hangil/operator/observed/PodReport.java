package kr.hangil.operator.observed;

import kr.hangil.contracts.serving.LoadReport;
import org.jspecify.annotations.Nullable;

/**
 * What a pod said about itself last.
 *
 * @param load how busy it is; null when it did not say
 * @param weights which version it serves, or why none yet; null when it did not say
 * @param engine phase of its engine, for example {@code STARTING}, {@code READY}, {@code BROKEN}; null when it did not say
 */
public record PodReport(
        @Nullable LoadReport load,
        @Nullable String weights,
        @Nullable String engine) {

    /** Said nothing. */
    public static final PodReport SILENT = new PodReport(null, null, null);
}
