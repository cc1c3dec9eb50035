package kr.hangil.gateway.snapshot;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that are alike: of one version, in one region.
 *
 * @param name unique within its route, as usage events name it, 1..200 characters
 * @param region where every replica runs, for example {@code kr-ulsan}
 * @param weight its share of the route's requests beside the other deployments' weights, 0..1000; at 0 it gets some only
 *     while no other has room
 * @param revision the operator's name of what exactly runs there; null where no operator manages it
 * @param replicas pods that serve it; empty while none is up
 */
public record Deployment(
        String name, String region, int weight, @Nullable String revision, List<Replica> replicas) {

    /** Largest weight. */
    public static final int MAX_WEIGHT = 1000;

    public Deployment {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("a weight is between 0 and " + MAX_WEIGHT + ", was " + weight);
        }
        replicas = List.copyOf(replicas);
        Set<String> names = new HashSet<>();
        for (Replica replica : replicas) {
            if (!names.add(replica.name())) {
                throw new IllegalArgumentException("two replicas are named '" + replica.name() + "'");
            }
        }
    }
}
