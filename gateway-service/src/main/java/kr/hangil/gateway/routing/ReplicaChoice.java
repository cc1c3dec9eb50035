package kr.hangil.gateway.routing;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;

/** Which of several replicas with room gets a request. */
final class ReplicaChoice {

    /** Share of the longest match from which on a replica counts as one that knows the prompt's beginning. */
    private static final double WARM = 0.8;

    private ReplicaChoice() {}

    /** A replica that could take the request. */
    record Candidate(Deployment deployment, Replica replica, ReplicaState state) {}

    /** One of {@code deployments}, each as likely as its weight; any, where all weights are 0. */
    static Deployment byWeight(List<Deployment> deployments) {
        int total = 0;
        for (Deployment deployment : deployments) {
            total += deployment.weight();
        }
        if (total == 0) {
            return deployments.get(ThreadLocalRandom.current().nextInt(deployments.size()));
        }
        int drawn = ThreadLocalRandom.current().nextInt(total);
        for (Deployment deployment : deployments) {
            drawn -= deployment.weight();
            if (drawn < 0) {
                return deployment;
            }
        }
        throw new IllegalStateException("drawn beyond the total");
    }

    /**
     * The one expected to begin first, with a preference for those that know the prompt's beginning.
     *
     * @param candidates at least one
     * @param bound seconds that a warm one may be expected to begin later than the best and still be taken
     */
    static Candidate quickest(List<Candidate> candidates, Demand demand, double bound, long now) {
        int count = candidates.size();
        if (count == 1) {
            return candidates.getFirst();
        }
        int[] matched = new int[count];
        int longest = 0;
        for (int i = 0; i < count; i++) {
            matched[i] = candidates.get(i).state().memory().matches(demand.prefix());
            longest = Math.max(longest, matched[i]);
        }
        int offset = ThreadLocalRandom.current().nextInt(count);
        int best = -1;
        int warm = -1;
        double bestSeconds = Double.POSITIVE_INFINITY;
        double warmSeconds = Double.POSITIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            int i = (k + offset) % count;
            double seconds = candidates.get(i).state().seconds(uncached(demand, matched[i]), now);
            if (seconds < bestSeconds) {
                best = i;
                bestSeconds = seconds;
            }
            if (longest > 0 && matched[i] >= WARM * longest && seconds < warmSeconds) {
                warm = i;
                warmSeconds = seconds;
            }
        }
        return candidates.get(warm >= 0 && warmSeconds - bestSeconds <= bound ? warm : best);
    }

    private static double uncached(Demand demand, int matched) {
        int blocks = demand.prefix().length();
        return blocks == 0 ? demand.promptTokens() : demand.promptTokens() * (1 - (double) matched / blocks);
    }
}
