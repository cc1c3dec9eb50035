package kr.hangil.operator.rollout;

import java.time.Duration;
import java.util.List;
import kr.hangil.operator.api.AcceleratorProfileSpec.UpdateMode;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.placement.Room;

/**
 * What a rollout is planned from.
 *
 * @param rollout the rules
 * @param target revision that the resource asks for
 * @param slots one for each variant, in order of preference
 * @param seen what is there
 * @param deadline longest time to a new revision's first ready replicas, the time to pull its weights included
 * @param canaryHold how long a new revision keeps the canary's weight while its answers are watched
 */
public record RolloutInput(
        ModelDeploymentSpec.Rollout rollout,
        String target,
        List<Slot> slots,
        Observation seen,
        Duration deadline,
        Duration canaryHold) {

    public RolloutInput {
        slots = List.copyOf(slots);
    }

    /**
     * One variant.
     *
     * @param variant its name
     * @param wanted replicas it is to have, of all revisions, >= 0
     * @param room what the devices allow beside the pods there are
     * @param mode what to do where no device is spare
     */
    public record Slot(String variant, int wanted, Room room, UpdateMode mode) {}

    /** Replicas that {@code revision}'s Deployment of {@code variant} asks for now. */
    int existing(String variant, String revision) {
        return seen.workloads().stream()
                .filter(it -> it.variant().equals(variant) && it.revision().equals(revision))
                .mapToInt(it -> it.replicas())
                .findFirst()
                .orElse(0);
    }

    /** Replicas of {@code revision} in {@code variant} that requests reach through every gateway. */
    int routable(String variant, String revision) {
        return seen.routable(variant, revision);
    }
}
