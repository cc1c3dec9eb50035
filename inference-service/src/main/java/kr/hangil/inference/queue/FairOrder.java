package kr.hangil.inference.queue;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;

/**
 * Whose turn it is among flows that share one server: start-time fair queueing (Goyal, Vin, Cheng, 1996). Each flow has a
 * virtual time that grows by the cost of what it was served; the flow that is furthest behind is next. A flow that was idle
 * starts at the time of the others, so it can save up nothing, and one that comes back at once starts where it ended, so
 * it gains nothing by leaving. Not safe for use by several threads.
 *
 * @param <K> names a flow
 */
final class FairOrder<K> {

    /** Flows that were idle for long are forgotten once there are more than this many. */
    private static final int REMEMBERED = 1024;

    private final Map<K, Turn<K>> active = new HashMap<>();
    private final TreeSet<Turn<K>> order =
            new TreeSet<>(Comparator.<Turn<K>>comparingLong(Turn::start).thenComparingLong(Turn::number));
    private final Map<K, Long> ends = new HashMap<>();
    private long now;
    private long turns;

    /** A flow's next turn; turns of the same start go by {@code number}. */
    private record Turn<K>(K key, long start, long number) {}

    /** {@code key} has something to be served; does nothing when it had before. */
    void begin(K key) {
        if (!active.containsKey(key)) {
            put(key, Math.max(now, ends.getOrDefault(key, 0L)));
        }
    }

    /** {@code key} has nothing left, without having been served. */
    void cease(K key) {
        Turn<K> turn = active.remove(key);
        if (turn != null) {
            order.remove(turn);
        }
        settle();
    }

    /** Whose turn it is. */
    K next() {
        if (order.isEmpty()) {
            throw new NoSuchElementException("nobody waits");
        }
        return order.first().key();
    }

    /**
     * {@code key} was served.
     *
     * @param cost by which the others may catch up, >= 1
     * @param more whether it has something left
     */
    void serve(K key, long cost, boolean more) {
        Turn<K> turn = active.remove(key);
        if (turn == null) {
            throw new NoSuchElementException("not waiting: " + key);
        }
        order.remove(turn);
        now = Math.max(now, turn.start());
        long end = turn.start() + cost;
        ends.put(key, end);
        if (more) {
            put(key, end);
        }
        settle();
    }

    private void put(K key, long start) {
        Turn<K> turn = new Turn<>(key, start, turns++);
        active.put(key, turn);
        order.add(turn);
    }

    private void settle() {
        if (order.isEmpty()) {
            // Everybody got what was asked for: nobody is owed anything.
            ends.clear();
        } else if (ends.size() > REMEMBERED) {
            ends.values().removeIf(end -> end <= now);
        }
    }
}
