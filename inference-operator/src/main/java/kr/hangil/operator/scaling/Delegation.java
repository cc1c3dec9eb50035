package kr.hangil.operator.scaling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import kr.hangil.operator.api.ModelDeploymentSpec.Autoscaler;
import kr.hangil.operator.observed.Workload;

/**
 * Who counts when another controller writes the replicas: it does while one revision is there alone. While several are, the operator
 * says how many each of them has, and the other controller is held to that.
 */
public final class Delegation {

    private Delegation() {}

    /** Whether the replicas of {@code workloads} are the other controller's to choose. */
    public static boolean isFree(List<Workload> workloads, String target) {
        return workloads.stream().allMatch(it -> it.revision().equals(target));
    }

    /** Replicas that each variant is to have: {@code wanted} by the demand, or what the other controller wrote. */
    public static Map<String, Integer> counts(
            Autoscaler by,
            Map<String, Integer> wanted,
            List<ScalingInput.Slot> slots,
            List<Workload> workloads,
            String target) {
        if (by == Autoscaler.HANGIL || !isFree(workloads, target)) {
            return wanted;
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (ScalingInput.Slot slot : slots) {
            int asked = wanted.getOrDefault(slot.variant(), slot.min());
            OptionalInt written = workloads.stream()
                    .filter(it -> it.variant().equals(slot.variant()))
                    .mapToInt(Workload::replicas)
                    .findFirst();
            boolean ours = written.isEmpty() || (by == Autoscaler.HPA && crossesZero(written.getAsInt(), asked));
            counts.put(slot.variant(), ours ? asked : Math.clamp(written.getAsInt(), slot.min(), slot.max()));
        }
        return counts;
    }

    /** Whether the operator may write {@code planned} replicas where there are {@code written}. */
    public static boolean mayWrite(Autoscaler by, int written, int planned) {
        return switch (by) {
            case HANGIL -> true;
            case HPA -> crossesZero(written, planned);
            case KEDA -> false;
        };
    }

    private static boolean crossesZero(int written, int planned) {
        return (written == 0) != (planned == 0);
    }
}
