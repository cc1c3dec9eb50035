package kr.hangil.operator.rollout;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.hangil.operator.observed.Workload;
import org.jspecify.annotations.Nullable;

/** What is there and no longer asked for: how long it stays, and when its Deployments can go. */
final class Leftovers {

    private final Facts facts;
    private final RolloutInput in;
    private final Counts counts;

    Leftovers(Facts facts, Counts counts) {
        this.facts = facts;
        this.in = facts.in();
        this.counts = counts;
    }

    /** A variant that is no longer asked for serves until those that are do, unless they cannot for want of devices. */
    void keepRemovedVariants(@Nullable String serving) {
        Set<String> revisions = facts.others(Set.of());
        boolean satisfied = serving != null
                && in.slots().stream()
                        .allMatch(slot -> revisions.stream()
                                                .mapToInt(revision -> in.routable(slot.variant(), revision))
                                                .sum()
                                        >= slot.wanted()
                                || slot.room().replicas() == 0);
        for (Workload workload : facts.seen().workloads()) {
            if (!facts.isAskedFor(workload.variant())) {
                counts.set(workload.variant(), workload.revision(), satisfied ? 0 : workload.replicas());
            }
        }
    }

    /** Names of Deployments in which nothing runs, nothing is to run, and that nothing must be remembered by. */
    Set<String> obsolete(@Nullable String serving) {
        return facts.seen().workloads().stream()
                .filter(it -> isObsolete(it, serving))
                .map(Workload::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean isObsolete(Workload workload, @Nullable String serving) {
        String revision = workload.revision();
        boolean remembered =
                (revision.equals(serving) || revision.equals(facts.target())) && facts.isAskedFor(workload.variant());
        return !remembered
                && workload.replicas() == 0
                && counts.of(workload.variant(), revision) == 0
                && facts.seen().of(workload.variant(), revision).findAny().isEmpty();
    }
}
