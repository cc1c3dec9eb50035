package kr.hangil.operator.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What was recommended lately for one deployment: a reduction waits until nothing higher was recommended for a while. Lost with
 * the process, which then only waits once more.
 */
public final class ScalingMemory {

    private final Deque<Entry> entries = new ArrayDeque<>();
    private Instant activity;

    private record Entry(Instant at, Map<String, Integer> replicas) {}

    /** @param activity counts as the last request until one is heard of */
    public ScalingMemory(Instant activity) {
        this.activity = activity;
    }

    /** The last request that was ever heard of. */
    public synchronized Instant activity() {
        return activity;
    }

    /** A request was in flight, or came last, at {@code at}. */
    public synchronized void active(Instant at) {
        if (at.isAfter(activity)) {
            activity = at;
        }
    }

    /**
     * {@code decision}, but no lower than the highest that was recommended within {@code window} before {@code now}.
     *
     * @param previous what there was to be before; holding on never raises it
     */
    public synchronized Map<String, Integer> held(
            Instant now, Duration window, ScalingDecision decision, Map<String, Integer> previous) {
        entries.addLast(new Entry(now, decision.replicas()));
        while (!entries.isEmpty() && entries.getFirst().at().isBefore(now.minus(window))) {
            entries.removeFirst();
        }
        if (decision.idle()) {
            // Silence has its own, longer window.
            entries.clear();
            return decision.replicas();
        }
        Map<String, Integer> held = new HashMap<>(decision.replicas());
        for (Entry entry : entries) {
            held.replaceAll((variant, count) -> Math.max(
                    count, Math.min(entry.replicas().getOrDefault(variant, 0), previous.getOrDefault(variant, 0))));
        }
        return held;
    }
}
