package kr.hangil.operator.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.operator.observed.Observation;
import kr.hangil.operator.observed.Replica;
import kr.hangil.operator.scaling.ScalingInput.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The demand of one deployment at one moment, in replicas.
 *
 * <p>Requests at the gateways are the signal, for they are known at once and before any pod is there; what pods say of their
 * queues and caches corrects it. Variants are filled in the order of the spec, each as far as its devices go.
 */
public final class Scaling {

    private final ScalingInput in;
    private final Observation seen;

    private Scaling(ScalingInput in) {
        this.in = in;
        this.seen = in.seen();
    }

    /** What to have now. */
    public static ScalingDecision decide(ScalingInput input) {
        return new Scaling(input).decide();
    }

    private ScalingDecision decide() {
        boolean stale = !seen.gateways().complete();
        int requests = requests();
        Map<String, Integer> needed = atLeast();
        List<String> missing = new ArrayList<>();
        fill(needed, requests, missing);
        if (requests == 0 && total(needed) == 0 && !silentLongEnough()) {
            keepOneWarm(needed);
        }
        Map<String, Integer> replicas = new LinkedHashMap<>();
        for (Slot slot : in.slots()) {
            int wanted = needed.getOrDefault(slot.variant(), slot.min());
            int before = in.previous().getOrDefault(slot.variant(), slot.min());
            int held = stale ? Math.max(wanted, Math.min(before, slot.max())) : wanted;
            replicas.put(slot.variant(), held);
        }
        boolean idle = total(replicas) == 0;
        return new ScalingDecision(replicas, idle, stale && needsDemand(), missing);
    }

    /** Requests that are being answered or wait for an answer, as far as anybody knows of them. */
    private int requests() {
        int atGateways = seen.gateways().inFlight(seen.names());
        int atPods = loads().mapToInt(it -> it.running() + it.waiting()).sum();
        return Math.max(atGateways, atPods) + seen.gateways().waiting(seen.names());
    }

    private Stream<LoadReport> loads() {
        return seen.replicas().stream()
                .filter(it -> !it.leaving())
                .flatMap(it -> Stream.ofNullable(seen.report(it).load()));
    }

    private Map<String, Integer> atLeast() {
        Map<String, Integer> least = new LinkedHashMap<>();
        in.slots().forEach(slot -> least.put(slot.variant(), slot.min()));
        return least;
    }

    /** Raises variants in order until requests and caches fit at the target, or nothing is left to raise. */
    private void fill(Map<String, Integer> needed, int requests, List<String> missing) {
        double target = in.rules().targetShare();
        double caches = loads().mapToDouble(it -> Objects.requireNonNullElse(it.kvUse(), 0.0))
                .sum();
        int byCaches = (int) Math.ceil(caches / target - 1e-9);
        for (Slot slot : in.slots()) {
            int count = needed.getOrDefault(slot.variant(), slot.min());
            int limit = limit(slot);
            while (count < slot.max() && (capacity(needed) * target < requests - 1e-9 || total(needed) < byCaches)) {
                if (count >= limit) {
                    missing.add(slot.room().missing((long) slot.devices() * (count + 1 - placed(slot)), slot.region()));
                    break;
                }
                count++;
                needed.put(slot.variant(), count);
            }
        }
        if (capacity(needed) * target >= requests - 1e-9 && total(needed) >= byCaches) {
            missing.clear();
        }
    }

    /** Replicas beyond {@code min} are asked for only where a device is free for them. */
    private int limit(Slot slot) {
        if (!slot.room().counted()) {
            return slot.max();
        }
        long most = (long) placed(slot) + slot.room().replicas();
        return (int) Math.clamp(most, slot.min(), slot.max());
    }

    private int placed(Slot slot) {
        return (int) seen.of(slot.variant())
                .filter(it -> it.node() != null && !it.leaving())
                .count();
    }

    private double capacity(Map<String, Integer> counts) {
        return in.slots().stream()
                .mapToDouble(slot -> (double) counts.getOrDefault(slot.variant(), 0) * slot.requests())
                .sum();
    }

    private static int total(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A pod that starts is no silence: the time counts from when somebody could have been answered. */
    private boolean silentLongEnough() {
        if (seen.replicas().stream().anyMatch(it -> !it.leaving() && !it.ready() && it.unschedulable() == null)) {
            return false;
        }
        Instant last = in.activity();
        last = later(last, seen.gateways().lastRequest(seen.names()).orElse(null));
        for (Replica replica : seen.replicas()) {
            last = later(last, replica.readySince());
        }
        return seen.now().isAfter(last.plus(Duration.ofSeconds(in.rules().idleAfterSeconds())));
    }

    private static Instant later(Instant some, @Nullable Instant other) {
        return other != null && other.isAfter(some) ? other : some;
    }

    /** The variant that has a replica keeps it; at zero, nothing is started without a request. */
    private void keepOneWarm(Map<String, Integer> needed) {
        in.slots().stream()
                .filter(slot -> in.previous().getOrDefault(slot.variant(), 0) > 0)
                .findFirst()
                .ifPresent(slot -> needed.put(slot.variant(), 1));
    }

    /**
     * What of {@code counts} is asked for: replicas beyond {@code min} that no node takes are given up, so that they stand in
     * nobody's way.
     */
    public static Map<String, Integer> granted(ScalingInput input, Map<String, Integer> counts) {
        Scaling scaling = new Scaling(input);
        Map<String, Integer> granted = new LinkedHashMap<>();
        for (Slot slot : input.slots()) {
            int count = Math.clamp(counts.getOrDefault(slot.variant(), slot.min()), slot.min(), slot.max());
            granted.put(slot.variant(), scaling.revoke(slot, count));
        }
        return granted;
    }

    private int revoke(Slot slot, int wanted) {
        long stuck = seen.of(slot.variant())
                .filter(it -> it.unschedulable() != null && !it.leaving())
                .count();
        if (stuck == 0 || wanted <= slot.min()) {
            return wanted;
        }
        return Math.max(slot.min(), Math.min(wanted, placed(slot)));
    }

    /** Whether anything could be reduced if the demand were known. */
    private boolean needsDemand() {
        return in.slots().stream().anyMatch(slot -> slot.min() < slot.max());
    }
}
