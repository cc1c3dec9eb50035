package kr.hangil.operator.reconcile;

import java.util.List;
import java.util.Map;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.placement.Room;
import kr.hangil.operator.rollout.RolloutPlan;
import kr.hangil.operator.scaling.ScalingDecision;
import org.jspecify.annotations.Nullable;

/**
 * What one reconcile found out and decided, from which its conditions follow.
 *
 * @param acceptance whether the spec is taken
 * @param slots one for each variant
 * @param seen what is there
 * @param plan what is done about revisions; null when nothing is decided because the spec is not taken
 * @param decision what the demand needs; null with {@code plan}
 * @param demanded replicas that the operator would write by itself, by variant; empty with {@code plan}
 * @param active revision that serves, or is to serve first; null while there is none
 */
record Findings(
        Acceptances acceptance,
        List<Slot> slots,
        Observation seen,
        @Nullable RolloutPlan plan,
        @Nullable ScalingDecision decision,
        Map<String, Integer> demanded,
        @Nullable String active) {

    Findings {
        slots = List.copyOf(slots);
        demanded = Map.copyOf(demanded);
    }

    /**
     * Whether the spec is taken.
     *
     * @param status {@code True}, {@code False} or {@code Unknown}
     * @param reason as condition Accepted has it
     * @param message for people
     */
    record Acceptances(String status, String reason, String message) {
        static final Acceptances ACCEPTED = new Acceptances("True", "Accepted", "the spec can be served");

        boolean accepted() {
            return status.equals("True");
        }
    }

    /**
     * One variant.
     *
     * @param variant its name
     * @param region where it is
     * @param min replicas there always are
     * @param wanted replicas it is to have now
     * @param devices devices of one replica
     * @param startupSeconds longest time from the start of a pod to its first token
     * @param room what the devices allow
     */
    record Slot(String variant, String region, int min, int wanted, int devices, int startupSeconds, Room room) {}

    /** Replicas that all variants are to have together. */
    int wanted() {
        return slots.stream().mapToInt(Slot::wanted).sum();
    }
}
