package kr.hangil.operator.rollout;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * What to do about revisions now.
 *
 * @param active revision that serves; null before the first one does
 * @param update revision that is to replace it; null while none is
 * @param replicas pods, by variant and revision
 * @param traffic percent of the requests by revision, 100 in sum
 * @param marks annotations of the Deployments of each revision, complete: what is not there is not set
 * @param obsolete names of Deployments that can go, with what belongs to them
 * @param progress what to say about it
 */
public record RolloutPlan(
        @Nullable String active,
        @Nullable String update,
        Map<String, Map<String, Integer>> replicas,
        List<Traffic> traffic,
        Map<String, Map<String, String>> marks,
        Set<String> obsolete,
        Progress progress) {

    /**
     * How far it is.
     *
     * @param running whether a rollout runs
     * @param reason as condition Progressing has it
     * @param message for people
     */
    public record Progress(boolean running, String reason, String message) {}

    /** Pods of that variant and revision. */
    public int replicas(String variant, String revision) {
        return Objects.requireNonNullElse(replicas.get(variant), Map.<String, Integer>of())
                .getOrDefault(revision, 0);
    }
}
