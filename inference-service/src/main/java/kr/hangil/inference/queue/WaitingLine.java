package kr.hangil.inference.queue;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Those who wait, in the order in which they are let in: bands share by weight, tenants of a band share equally, both counted
 * in tokens, and requests of one tenant in one band go as they came. Not safe for use by several threads.
 *
 * @param <T> what waits; equal only to itself
 */
final class WaitingLine<T> {

    private final int interactiveWeight;
    private final FairOrder<Priority> bands = new FairOrder<>();
    private final Map<Priority, Band<T>> waiting = new EnumMap<>(Priority.class);
    private int places;
    private long tokens;

    /** @param interactiveWeight tokens that interactive requests get for each one of batch requests, >= 1 */
    WaitingLine(int interactiveWeight) {
        this.interactiveWeight = interactiveWeight;
        for (Priority priority : Priority.values()) {
            waiting.put(priority, new Band<>());
        }
    }

    /** The tenants of one priority. */
    private static final class Band<T> {
        private final FairOrder<String> tenants = new FairOrder<>();
        private final Map<String, LinkedHashSet<T>> lines = new HashMap<>();
    }

    /** Answers that wait. */
    int places() {
        return places;
    }

    /** Tokens that wait. */
    long tokens() {
        return tokens;
    }

    boolean isEmpty() {
        return places == 0;
    }

    void add(T one, Demand demand) {
        Band<T> band = band(demand);
        band.lines
                .computeIfAbsent(demand.tenant(), tenant -> new LinkedHashSet<>())
                .add(one);
        band.tenants.begin(demand.tenant());
        bands.begin(demand.priority());
        places += demand.places();
        tokens += demand.tokens();
    }

    /** The one whose turn it is; it stays. */
    T next() {
        Band<T> band = waiting.get(bands.next());
        if (band == null) {
            throw new NoSuchElementException("nobody waits");
        }
        LinkedHashSet<T> line = band.lines.get(band.tenants.next());
        if (line == null) {
            throw new NoSuchElementException("nobody waits");
        }
        return line.getFirst();
    }

    /** Lets in the one whose turn it is, with the demand it was added with. */
    void serve(T one, Demand demand) {
        Band<T> band = band(demand);
        boolean more = drop(band, one, demand);
        long cost = Math.max(1, demand.tokens());
        band.tenants.serve(demand.tenant(), cost, more);
        long weighted = demand.priority() == Priority.BATCH ? cost * interactiveWeight : cost;
        bands.serve(demand.priority(), weighted, !band.lines.isEmpty());
    }

    /** Takes out one that gave up, with the demand it was added with. */
    void remove(T one, Demand demand) {
        Band<T> band = band(demand);
        if (!drop(band, one, demand)) {
            band.tenants.cease(demand.tenant());
        }
        if (band.lines.isEmpty()) {
            bands.cease(demand.priority());
        }
    }

    /** Says whether its tenant has more in this band. */
    private boolean drop(Band<T> band, T one, Demand demand) {
        LinkedHashSet<T> line = band.lines.get(demand.tenant());
        if (line == null || !line.remove(one)) {
            throw new NoSuchElementException("not waiting: " + one);
        }
        places -= demand.places();
        tokens -= demand.tokens();
        if (line.isEmpty()) {
            band.lines.remove(demand.tenant());
            return false;
        }
        return true;
    }

    private Band<T> band(Demand demand) {
        Band<T> band = waiting.get(demand.priority());
        if (band == null) {
            throw new IllegalStateException("every priority has a band");
        }
        return band;
    }
}
