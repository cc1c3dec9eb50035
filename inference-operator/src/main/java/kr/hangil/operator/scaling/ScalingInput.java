package kr.hangil.operator.scaling;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import kr.hangil.operator.api.ModelDeploymentSpec;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.placement.Room;

/**
 * What scaling is decided from.
 *
 * @param rules the resource's
 * @param slots one for each variant, in order of preference
 * @param seen what is there
 * @param previous replicas that each variant was to have before; empty at first
 * @param activity latest request that this process ever heard of, or its own start
 */
public record ScalingInput(
        ModelDeploymentSpec.Scaling rules,
        List<Slot> slots,
        Observation seen,
        Map<String, Integer> previous,
        Instant activity) {

    public ScalingInput {
        slots = List.copyOf(slots);
        previous = Map.copyOf(previous);
    }

    /**
     * One variant.
     *
     * @param variant its name
     * @param region where it is
     * @param min replicas there always are
     * @param max replicas there are at most
     * @param devices devices of one replica
     * @param requests requests that one replica decodes at once
     * @param room what the devices allow beside the pods there are
     */
    public record Slot(String variant, String region, int min, int max, int devices, int requests, Room room) {}
}
