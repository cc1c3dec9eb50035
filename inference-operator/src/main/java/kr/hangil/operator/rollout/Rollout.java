package kr.hangil.operator.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.hangil.operator.api.AcceleratorProfileSpec.UpdateMode;
import kr.hangil.operator.api.ModelDeploymentStatus.Traffic;
import kr.hangil.operator.desired.Marks;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.observed.Workload;
import kr.hangil.operator.rollout.RolloutInput.Slot;
import kr.hangil.operator.rollout.RolloutPlan.Progress;
import org.jspecify.annotations.Nullable;

/** The rollout of one deployment at one moment. */
public final class Rollout {

    /** Restarts after which a replica that has not served is taken for broken. */
    private static final int CRASHES = 3;

    private final RolloutInput in;
    private final Observation seen;
    private final String target;
    private final @Nullable String active;
    private final Set<String> revisions = new LinkedHashSet<>();
    private final Map<String, Map<String, Integer>> replicas = new TreeMap<>();
    private final Map<String, Map<String, String>> marks = new TreeMap<>();
    private final List<String> deferred = new ArrayList<>();

    private Rollout(RolloutInput in) {
        this.in = in;
        this.seen = in.seen();
        this.target = in.target();
        this.active = activeOf(seen.workloads()).orElse(null);
        revisions.add(target);
        seen.workloads().forEach(it -> revisions.add(it.revision()));
    }

    /** What to do now. Asked again with what that brings about, it ends with {@code target} active and alone. */
    public static RolloutPlan plan(RolloutInput input) {
        return new Rollout(input).plan();
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

    private RolloutPlan plan() {
        String serving = active;
        if (serving == null) {
            return first();
        }
        if (serving.equals(target)) {
            keepMark(target, Marks.ACTIVATED_AT);
            return settle(target, null, null);
        }
        keepMark(serving, Marks.ACTIVATED_AT);
        Optional<String> failure = failure();
        if (failure.isPresent()) {
            mark(target, Marks.FAILED, failure.get());
            keepMark(target, Marks.ACTIVATED_AT);
            return settle(serving, null, failure.get());
        }
        return replace(serving);
    }

    /** Nothing was ever active: all replicas at once, for there is nothing to protect and nowhere to go back to. */
    private RolloutPlan first() {
        Instant since = since();
        mark(target, Marks.ROLLOUT_SINCE, since.toString());
        in.slots().forEach(slot -> set(slot.variant(), target, slot.wanted()));
        dropOthers(Set.of(target));
        boolean serves =
                in.slots().stream().allMatch(slot -> slot.wanted() == 0 || in.routable(slot.variant(), target) > 0);
        if (serves) {
            marks.remove(target);
            mark(target, Marks.ACTIVATED_AT, seen.now().toString());
            return result(target, null, Map.of(target, 100), done());
        }
        boolean late = late(since);
        return result(
                null,
                target,
                Map.of(target, 100),
                new Progress(
                        !late,
                        late ? "DeadlineExceeded" : "RollingOut",
                        late
                                ? "revision " + target + " is not served after " + deadline()
                                        + ", and there is none to go back to"
                                : "starting revision " + target + ", the first one"));
    }

    /** {@code serving} is what is wanted; whatever else is there leaves as fast as it can replace it. */
    private RolloutPlan settle(String serving, @Nullable String update, @Nullable String failure) {
        in.slots().forEach(slot -> set(slot.variant(), serving, slot.wanted()));
        Set<String> others = others(Set.of(serving));
        in.slots().forEach(slot -> release(slot, serving, others));
        boolean leaving = others.stream().anyMatch(this::hasPods);
        Progress progress;
        if (failure != null) {
            progress = new Progress(
                    leaving,
                    leaving ? "RollingBack" : "DeadlineExceeded",
                    "revision " + target + " was taken back to " + serving + ": " + failure);
        } else {
            progress = leaving ? new Progress(true, "RollingOut", "pods of replaced revisions are leaving") : done();
        }
        return result(serving, update, shares(serving, others), progress);
    }

    /** Pods of {@code others} stay only for those of {@code serving} that are not there yet, and only if they serve. */
    private void release(Slot slot, String serving, Set<String> others) {
        String variant = slot.variant();
        long placed = seen.of(variant, serving).filter(it -> it.node() != null).count();
        boolean full = slot.room().replicas() == 0 && placed < slot.wanted();
        int missing = slot.wanted() - in.rollout().maxUnavailable() - in.routable(variant, serving);
        keep(variant, others, missing, full);
    }

    /** @param full whether a device must be handed over, for none is spare */
    private void keep(String variant, Set<String> others, int missing, boolean full) {
        int useful = others.stream().mapToInt(it -> useful(variant, it)).sum();
        boolean leaves = useful > missing
                || seen.of(variant)
                        .anyMatch(it -> it.leaving() || (others.contains(it.revision()) && !seen.routable(it)));
        int left = full && !leaves && in.rollout().maxUnavailable() == 0 ? missing - 1 : missing;
        for (String other : others) {
            int kept = Math.clamp(left, 0, useful(variant, other));
            set(variant, other, kept);
            left -= kept;
        }
    }

    private int useful(String variant, String revision) {
        return Math.min(in.existing(variant, revision), in.routable(variant, revision));
    }

    private RolloutPlan replace(String serving) {
        Instant since = since();
        boolean idle = in.slots().stream().allMatch(slot -> slot.wanted() == 0);
        boolean everywhere =
                in.slots().stream().allMatch(slot -> slot.wanted() == 0 || in.routable(slot.variant(), target) > 0);
        Optional<Instant> canary =
                instant(target, Marks.CANARY_SINCE).or(() -> everywhere ? Optional.of(seen.now()) : Optional.empty());
        mark(target, Marks.ROLLOUT_SINCE, since.toString());
        canary.ifPresent(it -> mark(target, Marks.CANARY_SINCE, it.toString()));
        boolean watched =
                canary.isPresent() && !seen.now().isBefore(canary.get().plus(in.canaryHold()));
        boolean complete = in.slots().stream().allMatch(slot -> in.routable(slot.variant(), target) >= slot.wanted());
        if (idle || (watched && complete)) {
            marks.remove(target);
            mark(target, Marks.ACTIVATED_AT, seen.now().toString());
            in.slots().forEach(slot -> {
                set(slot.variant(), target, slot.wanted());
                set(slot.variant(), serving, Math.min(slot.wanted(), in.existing(slot.variant(), serving)));
            });
            dropOthers(Set.of(target, serving));
            return result(target, null, Map.of(target, 100), done());
        }
        in.slots().forEach(slot -> step(slot, serving, watched));
        if (!hasPods(target) && replicas.values().stream().allMatch(it -> it.getOrDefault(target, 0) == 0)) {
            // Deferred: its time has not begun.
            marks.remove(target);
        }
        return result(serving, target, canaryShares(serving, watched), progress(since, watched));
    }

    /** One step of one variant: the new revision grows where a device is free, the old one shrinks by what it has replaced. */
    private void step(Slot slot, String serving, boolean watched) {
        String variant = slot.variant();
        int wanted = slot.wanted();
        int old = in.existing(variant, serving);
        int fresh = in.existing(variant, target);
        int surge = in.rollout().maxSurge();
        int unavailable = in.rollout().maxUnavailable();
        int goal = watched ? wanted : Math.min(wanted, 1);
        int replaced = in.routable(variant, target);
        // Devices of pods that are leaving are not free, so a growth waits until they are gone.
        int free = slot.room().counted() ? Math.max(0, slot.room().replicas()) : Integer.MAX_VALUE;
        int pending = Math.max(
                0,
                fresh
                        - (int) seen.of(variant, target)
                                .filter(it -> it.node() != null)
                                .count());
        int keep = Math.max(0, wanted - unavailable - (watched ? replaced : 0));
        // The new revision cannot grow, and nothing is leaving that would make room for it.
        boolean stuck = fresh < goal
                && free - pending <= 0
                && fresh <= replaced
                && seen.of(variant).noneMatch(Replica::leaving);
        Set<String> others = others(Set.of(serving, target));
        boolean overtaken = seen.of(variant).anyMatch(it -> others.contains(it.revision()));
        // A rollout that was overtaken by this one gives its pods up before the revision that serves does.
        keep(variant, others, wanted - unavailable - in.routable(variant, serving) - replaced, stuck);
        if (stuck && !overtaken && keep >= old) {
            if (slot.mode() == UpdateMode.RECREATE_WHEN_FULL) {
                keep = Math.max(0, old - 1);
            } else {
                deferred.add(variant + " has no " + slot.room().what() + " free");
            }
        }
        int kept = Math.min(old, keep);
        int most = Math.max(0, wanted + surge - old);
        int grown = Math.min(goal, Math.max(fresh, Math.min(most, fresh + Math.max(0, saturated(free) - pending))));
        // Asked for once more, it may have more pods than a canary has, and the ones that serve are needed.
        grown = Math.max(grown, useful(variant, target));
        set(variant, serving, kept);
        set(variant, target, grown);
    }

    private static int saturated(int free) {
        return Math.min(free, 1_000_000);
    }

    private Optional<String> failure() {
        Optional<String> before = text(target, Marks.FAILED);
        if (before.isPresent()) {
            return before;
        }
        if (!in.rollout().autoRollback()) {
            return Optional.empty();
        }
        List<Replica> fresh = seen.replicas().stream()
                .filter(it -> it.revision().equals(target) && !it.leaving())
                .toList();
        long ejected = fresh.stream()
                .filter(it -> it.url() != null && seen.gateways().ejected(it.url()))
                .count();
        if (ejected > 0 && ejected * 2 >= fresh.size()) {
            return Optional.of("ErrorRate: gateways eject " + ejected + " of its " + fresh.size() + " replicas");
        }
        Optional<Replica> crashing = fresh.stream()
                .filter(it -> !it.ready() && it.crashLooping() && it.restarts() >= CRASHES)
                .findFirst();
        if (crashing.isPresent()) {
            return Optional.of("CrashLoop: " + crashing.get().pod() + " crashed "
                    + crashing.get().restarts() + " times");
        }
        boolean served =
                in.slots().stream().allMatch(slot -> slot.wanted() == 0 || in.routable(slot.variant(), target) > 0);
        if (!served && instant(target, Marks.ROLLOUT_SINCE).isPresent() && late(since()) && !fresh.isEmpty()) {
            return Optional.of("DeadlineExceeded: not served in every variant after " + deadline());
        }
        return Optional.empty();
    }

    private Progress progress(Instant since, boolean watched) {
        if (!deferred.isEmpty()) {
            return new Progress(
                    false,
                    "RolloutDeferred",
                    "revision " + target + " waits for a spare device: " + String.join("; ", deferred));
        }
        if (late(since) && !in.rollout().autoRollback()) {
            return new Progress(
                    false, "DeadlineExceeded", "revision " + target + " is not complete after " + deadline());
        }
        boolean canary = in.slots().stream().anyMatch(slot -> in.routable(slot.variant(), target) > 0);
        return watched
                ? new Progress(true, "RollingOut", "revision " + target + " is replacing " + active)
                : canary
                        ? new Progress(
                                true,
                                "Canary",
                                "revision " + target + " gets " + in.rollout().canaryWeight() + " % of the requests")
                        : new Progress(true, "RollingOut", "starting the first replicas of revision " + target);
    }

    /** The new revision's weight; the rest goes to the others by what of them can be reached. */
    private Map<String, Integer> canaryShares(String serving, boolean watched) {
        int fresh = routable(target);
        Map<String, Integer> older = new LinkedHashMap<>();
        for (String revision : others(Set.of(target))) {
            int count = routable(revision);
            if (count > 0) {
                older.put(revision, count);
            }
        }
        int old = older.values().stream().mapToInt(Integer::intValue).sum();
        if (old == 0) {
            return Map.of(fresh > 0 ? target : serving, 100);
        }
        int weight = fresh == 0 ? 0 : in.rollout().canaryWeight();
        if (watched && fresh > 0) {
            weight = Math.max(weight, Math.round(100f * fresh / (fresh + old)));
        }
        Map<String, Integer> shares = new LinkedHashMap<>();
        int left = 100 - weight;
        for (Map.Entry<String, Integer> revision : older.entrySet()) {
            int share = Math.round(100f * revision.getValue() / old) * (100 - weight) / 100;
            shares.put(revision.getKey(), Math.min(left, share));
            left -= Math.min(left, share);
        }
        shares.merge(
                older.containsKey(serving) ? serving : older.keySet().iterator().next(), left, Integer::sum);
        shares.put(target, weight);
        return shares;
    }

    /** All to {@code serving}; what leaves helps only while nothing of it can be reached. */
    private Map<String, Integer> shares(String serving, Set<String> others) {
        if (routable(serving) == 0) {
            Optional<String> helper =
                    others.stream().filter(it -> routable(it) > 0).findFirst();
            if (helper.isPresent()) {
                return Map.of(helper.get(), 100);
            }
        }
        return Map.of(serving, 100);
    }

    private int routable(String revision) {
        return in.slots().stream()
                .mapToInt(slot -> in.routable(slot.variant(), revision))
                .sum();
    }

    private Set<String> others(Set<String> except) {
        return revisions.stream()
                .filter(it -> !except.contains(it))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void dropOthers(Set<String> except) {
        for (String other : others(except)) {
            in.slots().forEach(slot -> set(slot.variant(), other, 0));
        }
    }

    private RolloutPlan result(
            @Nullable String serving, @Nullable String update, Map<String, Integer> shares, Progress progress) {
        keepRemovedVariants(serving);
        Set<String> obsolete = seen.workloads().stream()
                .filter(it -> isObsolete(it, serving))
                .map(Workload::name)
                .collect(Collectors.toCollection(TreeSet::new));
        List<Traffic> traffic = shares.entrySet().stream()
                .filter(it -> it.getValue() > 0)
                .map(it -> new Traffic(it.getKey(), it.getValue()))
                .toList();
        return new RolloutPlan(serving, update, replicas, traffic, marks, obsolete, progress);
    }

    /** Whether nothing runs in it, nothing is to run in it, and nothing must be remembered about it. */
    private boolean isObsolete(Workload workload, @Nullable String serving) {
        String revision = workload.revision();
        boolean remembered = (revision.equals(serving) || revision.equals(target))
                && in.slots().stream().anyMatch(slot -> slot.variant().equals(workload.variant()));
        return !remembered
                && workload.replicas() == 0
                && replicas.getOrDefault(workload.variant(), Map.of()).getOrDefault(revision, 0) == 0
                && seen.of(workload.variant(), revision).findAny().isEmpty();
    }

    /** A variant that is no longer asked for serves until those that are do, unless they cannot for want of devices. */
    private void keepRemovedVariants(@Nullable String serving) {
        boolean satisfied = serving != null
                && in.slots().stream()
                        .allMatch(slot -> revisions.stream()
                                                .mapToInt(revision -> in.routable(slot.variant(), revision))
                                                .sum()
                                        >= slot.wanted()
                                || slot.room().replicas() == 0);
        for (Workload workload : seen.workloads()) {
            if (in.slots().stream().noneMatch(slot -> slot.variant().equals(workload.variant()))) {
                set(workload.variant(), workload.revision(), satisfied ? 0 : workload.replicas());
            }
        }
    }

    private Progress done() {
        return new Progress(false, "Complete", "revision " + target + " serves");
    }

    private Instant since() {
        return instant(target, Marks.ROLLOUT_SINCE).orElse(seen.now());
    }

    private boolean late(Instant since) {
        return seen.now().isAfter(since.plus(in.deadline()));
    }

    private String deadline() {
        return in.deadline().toSeconds() + " s";
    }

    private boolean hasPods(String revision) {
        return seen.replicas().stream().anyMatch(it -> it.revision().equals(revision));
    }

    private Optional<Instant> instant(String revision, String mark) {
        return seen.workloads().stream()
                .filter(it -> it.revision().equals(revision))
                .flatMap(it -> it.instant(mark).stream())
                .max(Instant::compareTo);
    }

    private Optional<String> text(String revision, String mark) {
        return seen.workloads().stream()
                .filter(it -> it.revision().equals(revision))
                .flatMap(it -> Optional.ofNullable(it.annotations().get(mark)).stream())
                .findFirst();
    }

    private void keepMark(String revision, String mark) {
        instant(revision, mark).ifPresent(it -> mark(revision, mark, it.toString()));
    }

    private void mark(String revision, String mark, String value) {
        marks.computeIfAbsent(revision, _ -> new TreeMap<>()).put(mark, value);
    }

    private void set(String variant, String revision, int count) {
        replicas.computeIfAbsent(variant, _ -> new TreeMap<>()).put(revision, count);
    }
}
