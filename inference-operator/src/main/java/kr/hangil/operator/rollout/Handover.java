package kr.hangil.operator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kr.hangil.operator.api.AcceleratorProfileSpec.UpdateMode;
import kr.hangil.operator.rollout.RolloutInput.Slot;

/** How many replicas one revision gives up for another's, so that requests always reach enough of them. */
final class Handover {

    /** More replicas than any variant has. */
    private static final int MANY = 1_000_000;

    private final Facts facts;
    private final RolloutInput in;
    private final Counts counts;
    private final List<String> deferred = new ArrayList<>();

    Handover(Facts facts, Counts counts) {
        this.facts = facts;
        this.in = facts.in();
        this.counts = counts;
    }

    /** Variants in which the new revision waits for a device that nobody uses, and for what; for people. */
    List<String> deferred() {
        return deferred;
    }

    /** Pods of {@code others} stay only for those of {@code serving} that are not there yet, and only if they serve. */
    void release(Slot slot, String serving, Set<String> others) {
        String variant = slot.variant();
        boolean full = slot.room().replicas() == 0 && facts.placed(variant, serving) < slot.wanted();
        int missing = slot.wanted() - in.rollout().maxUnavailable() - in.routable(variant, serving);
        keep(variant, others, missing, full);
    }

    /** @param full whether a device must be handed over, for none is spare */
    private void keep(String variant, Set<String> others, int missing, boolean full) {
        int useful = others.stream().mapToInt(it -> facts.useful(variant, it)).sum();
        boolean leaves = useful > missing
                || facts.seen()
                        .of(variant)
                        .anyMatch(it -> it.leaving()
                                || (others.contains(it.revision())
                                        && !facts.seen().routable(it)));
        int left = full && !leaves && in.rollout().maxUnavailable() == 0 ? missing - 1 : missing;
        for (String other : others) {
            int kept = Math.clamp(left, 0, facts.useful(variant, other));
            counts.set(variant, other, kept);
            left -= kept;
        }
    }

    /**
     * One step of one variant: the new revision grows where a device is free, the old one shrinks by what it has replaced.
     *
     * @param watched whether the new revision has answered as a canary for long enough
     */
    void step(Slot slot, String serving, boolean watched) {
        String variant = slot.variant();
        String target = facts.target();
        int wanted = slot.wanted();
        int old = in.existing(variant, serving);
        int fresh = in.existing(variant, target);
        int unavailable = in.rollout().maxUnavailable();
        int goal = watched ? wanted : Math.min(wanted, 1);
        int replaced = in.routable(variant, target);
        // Devices of pods that are leaving are not free, so a growth waits until they are gone.
        int free = slot.room().counted() ? Math.clamp(slot.room().replicas(), 0, MANY) : MANY;
        int spare = free - Math.max(0, fresh - facts.placed(variant, target));
        int keep = Math.max(0, wanted - unavailable - (watched ? replaced : 0));
        // The new revision cannot grow, and nothing is leaving that would make room for it.
        boolean stuck = fresh < goal && spare <= 0 && fresh <= replaced && !facts.anyLeaving(variant);
        Set<String> others = facts.others(Set.of(serving, target));
        boolean overtaken = facts.seen().of(variant).anyMatch(it -> others.contains(it.revision()));
        // A rollout that was overtaken by this one gives its pods up before the revision that serves does.
        keep(variant, others, wanted - unavailable - in.routable(variant, serving) - replaced, stuck);
        if (stuck && !overtaken && keep >= old) {
            if (slot.mode() == UpdateMode.RECREATE_WHEN_FULL) {
                keep = Math.max(0, old - 1);
            } else {
                deferred.add(variant + " has no " + slot.room().what() + " free");
            }
        }
        int most = Math.max(0, wanted + in.rollout().maxSurge() - old);
        int grown = Math.min(goal, Math.max(fresh, Math.min(most, fresh + Math.max(0, spare))));
        counts.set(variant, serving, Math.min(old, keep));
        // Asked for once more, it may have more pods than a canary has, and the ones that serve are needed.
        counts.set(variant, target, Math.max(grown, facts.useful(variant, target)));
    }
}
