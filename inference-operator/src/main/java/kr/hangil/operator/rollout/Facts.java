package kr.hangil.operator.rollout;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import kr.hangil.operator.desired.Marks;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.rollout.RolloutInput.Slot;

/** What follows from the input of a rollout alone: how far each revision has come, and for how long. */
record Facts(RolloutInput in) {

    String target() {
        return in.target();
    }

    Observation seen() {
        return in.seen();
    }

    /** Every revision but {@code except}: the target, then those that have Deployments. */
    Set<String> others(Set<String> except) {
        Set<String> revisions = new LinkedHashSet<>(Set.of(target()));
        seen().workloads().forEach(it -> revisions.add(it.revision()));
        revisions.removeAll(except);
        return revisions;
    }

    /** Pods of {@code revision}, of every variant that is asked for, that requests reach. */
    int routable(String revision) {
        return in.slots().stream()
                .mapToInt(slot -> in.routable(slot.variant(), revision))
                .sum();
    }

    /** Replicas that {@code revision}'s Deployment asks for and that requests reach. */
    int useful(String variant, String revision) {
        return Math.min(in.existing(variant, revision), in.routable(variant, revision));
    }

    boolean hasPods(String revision) {
        return seen().replicas().stream().anyMatch(it -> it.revision().equals(revision));
    }

    /** Pods of {@code variant} and {@code revision} that a node was found for. */
    int placed(String variant, String revision) {
        return (int)
                seen().of(variant, revision).filter(it -> it.node() != null).count();
    }

    boolean anyLeaving(String variant) {
        return seen().of(variant).anyMatch(Replica::leaving);
    }

    /** Whether no replica is wanted. */
    boolean idle() {
        return everySlot(slot -> slot.wanted() == 0);
    }

    /** Whether requests reach the target in every variant that is to have replicas. */
    boolean servedEverywhere() {
        return everySlot(slot -> slot.wanted() == 0 || in.routable(slot.variant(), target()) > 0);
    }

    /** Whether requests reach as many of the target's replicas as are wanted. */
    boolean complete() {
        return everySlot(slot -> in.routable(slot.variant(), target()) >= slot.wanted());
    }

    private boolean everySlot(Predicate<Slot> condition) {
        return in.slots().stream().allMatch(condition);
    }

    boolean isAskedFor(String variant) {
        return in.slots().stream().anyMatch(slot -> slot.variant().equals(variant));
    }

    /** When the target's rollout began; now, when it does so now. */
    Instant since() {
        return instant(target(), Marks.ROLLOUT_SINCE).orElse(seen().now());
    }

    /** Whether the target has had longer than its deadline. */
    boolean late() {
        return seen().now().isAfter(since().plus(in.deadline()));
    }

    /** The deadline, for people. */
    String deadline() {
        return in.deadline().toSeconds() + " s";
    }

    /** The latest time in {@code mark} of the revision's Deployments. */
    Optional<Instant> instant(String revision, String mark) {
        return seen().workloads().stream()
                .filter(it -> it.revision().equals(revision))
                .flatMap(it -> it.instant(mark).stream())
                .max(Instant::compareTo);
    }

    /** {@code mark} of one of the revision's Deployments. */
    Optional<String> text(String revision, String mark) {
        return seen().workloads().stream()
                .filter(it -> it.revision().equals(revision))
                .flatMap(it -> Optional.ofNullable(it.annotations().get(mark)).stream())
                .findFirst();
    }
}
