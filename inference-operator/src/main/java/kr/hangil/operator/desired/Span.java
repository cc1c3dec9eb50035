package kr.hangil.operator.desired;

import kr.hangil.operator.api.AcceleratorProfileSpec;
import kr.hangil.operator.api.ModelDeploymentSpec.Variant;

/**
 * How the devices of one replica lie.
 *
 * @param pods pods of one replica, each on a node of its own, >= 1
 * @param devices devices of each of them, >= 1
 */
public record Span(int pods, int devices) {

    /** On one node, or on as few as the profile's nodes have devices for. */
    public static Span of(Variant variant, AcceleratorProfileSpec profile) {
        int all = variant.devicesPerReplica();
        Integer perNode = profile.devicesPerNode();
        if (perNode == null || all <= perNode) {
            return new Span(1, all);
        }
        int pods = Math.ceilDiv(all, perNode);
        return new Span(pods, Math.ceilDiv(all, pods));
    }

    /** Whether one replica is several pods. */
    public boolean isGroup() {
        return pods > 1;
    }

    /** What a pod is to the others of its replica. */
    public enum Role {
        /** All of the replica. */
        ALONE,
        /** Answers, and works with the others. */
        LEADER,
        /** Works for the leader. */
        WORKER
    }
}
