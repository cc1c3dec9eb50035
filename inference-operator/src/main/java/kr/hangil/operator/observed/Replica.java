package kr.hangil.operator.observed;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pod.
 *
 * @param pod its name
 * @param variant name of the variant
 * @param revision immutable revision
 * @param node where it runs; null while it has no node
 * @param url base address that gateways use; null while it has no address
 * @param started whether its start-up probe succeeded
 * @param ready whether Kubernetes sends to it
 * @param leaving whether it was told to stop
 * @param restarts of its containers, in sum
 * @param crashLooping whether Kubernetes waits longer and longer before it restarts a container
 * @param unschedulable why it has no node; null when it has one or nobody tried yet
 * @param createdAt when it was made
 * @param readySince since when it is ready; null while it is not
 */
public record Replica(
        String pod,
        String variant,
        String revision,
        @Nullable String node,
        @Nullable String url,
        boolean started,
        boolean ready,
        boolean leaving,
        int restarts,
        boolean crashLooping,
        @Nullable String unschedulable,
        Instant createdAt,
        @Nullable Instant readySince) {

    /** Whether it serves and is not on its way out. */
    public boolean serves() {
        return ready && !leaving;
    }
}
