package kr.hangil.operator.rollout;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import kr.hangil.operator.desired.Marks;
import kr.hangil.operator.observed.Workload;
import kr.hangil.operator.rollout.RolloutPlan.Progress;
import org.jspecify.annotations.Nullable;

/** The rollout of one deployment at one moment: which revision serves, which is to, and what follows for every other part. */
public final class Rollout {

    private final RolloutInput in;
    private final Facts facts;
    private final String target;
    private final Counts counts = new Counts();
    private final RevisionMarks marks;
    private final Handover handover;

    private Rollout(RolloutInput in) {
        this.in = in;
        this.facts = new Facts(in);
        this.target = in.target();
        this.marks = new RevisionMarks(facts);
        this.handover = new Handover(facts, counts);
    }

    /** What to do now. Asked again with what that brings about, it ends with {@code target} active and alone. */
    public static RolloutPlan plan(RolloutInput input) {
        return new Rollout(input).plan(activeOf(input.seen().workloads()).orElse(null));
    }

    /** The revision that was activated last, by the marks on its Deployments. */
    public static Optional<String> activeOf(List<Workload> workloads) {
        return workloads.stream()
                .filter(it -> it.instant(Marks.ACTIVATED_AT).isPresent())
                .max(Comparator.comparing(
                                (Workload it) -> it.instant(Marks.ACTIVATED_AT).orElseThrow())
                        .thenComparing(Workload::revision))
                .map(Workload::revision);
    }

    private RolloutPlan plan(@Nullable String serving) {
        if (serving == null) {
            return first();
        }
        marks.keep(serving, Marks.ACTIVATED_AT);
        if (serving.equals(target)) {
            return settle(target, null);
        }
        Optional<String> failure = Failures.of(facts);
        if (failure.isPresent()) {
            marks.set(target, Marks.FAILED, failure.get());
            marks.keep(target, Marks.ACTIVATED_AT);
            return settle(serving, failure.get());
        }
        return replace(serving);
    }

    /** Nothing was ever active: all replicas at once, for there is nothing to protect and nowhere to go back to. */
    private RolloutPlan first() {
        counts.setAll(facts, target);
        counts.drop(facts, facts.others(Set.of(target)));
        if (facts.servedEverywhere()) {
            return activate();
        }
        marks.set(target, Marks.ROLLOUT_SINCE, facts.since().toString());
        return result(null, target, Map.of(target, 100), ProgressWords.first(facts));
    }

    private RolloutPlan activate() {
        marks.setOnly(target, Marks.ACTIVATED_AT, facts.seen().now().toString());
        return result(target, null, Map.of(target, 100), ProgressWords.done(facts));
    }

    /** {@code serving} is what is wanted; whatever else is there leaves as fast as it can replace it. */
    private RolloutPlan settle(String serving, @Nullable String failure) {
        counts.setAll(facts, serving);
        Set<String> others = facts.others(Set.of(serving));
        in.slots().forEach(slot -> handover.release(slot, serving, others));
        boolean leaving = others.stream().anyMatch(facts::hasPods);
        return result(
                serving,
                null,
                Shares.of(facts, serving, others),
                ProgressWords.settled(facts, serving, leaving, failure));
    }

    private RolloutPlan replace(String serving) {
        Instant now = facts.seen().now();
        Optional<Instant> canary = facts.instant(target, Marks.CANARY_SINCE)
                .or(() -> facts.servedEverywhere() ? Optional.of(now) : Optional.empty());
        boolean watched = canary.isPresent() && !now.isBefore(canary.get().plus(in.canaryHold()));
        if (facts.idle() || (watched && facts.complete())) {
            counts.setAll(facts, target);
            in.slots()
                    .forEach(slot -> counts.set(
                            slot.variant(), serving, Math.min(slot.wanted(), in.existing(slot.variant(), serving))));
            counts.drop(facts, facts.others(Set.of(target, serving)));
            return activate();
        }
        in.slots().forEach(slot -> handover.step(slot, serving, watched));
        // Where nothing of it is there or is to be, its time has not begun.
        if (facts.hasPods(target) || !counts.isNone(target)) {
            marks.set(target, Marks.ROLLOUT_SINCE, facts.since().toString());
            canary.ifPresent(it -> marks.set(target, Marks.CANARY_SINCE, it.toString()));
        }
        return result(
                serving,
                target,
                Shares.withCanary(facts, serving, watched),
                ProgressWords.replacing(facts, serving, watched, handover.deferred()));
    }

    private RolloutPlan result(
            @Nullable String serving, @Nullable String update, Map<String, Integer> shares, Progress progress) {
        Leftovers leftovers = new Leftovers(facts, counts);
        leftovers.keepRemovedVariants(serving);
        List<Traffic> traffic = shares.entrySet().stream()
                .filter(it -> it.getValue() > 0)
                .map(it -> new Traffic(it.getKey(), it.getValue()))
                .toList();
        return new RolloutPlan(
                serving, update, counts.asMap(), traffic, marks.asMap(), leftovers.obsolete(serving), progress);
    }
}
