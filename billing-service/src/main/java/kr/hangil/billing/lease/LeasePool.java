package kr.hangil.billing.lease;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who holds how much of one capacity.
 *
 * <p>A grant is what was asked for, but at most half of what is available, so that a replica that asks first leaves as much
 * as it takes. What is available shrinks by halves until it is small, {@code smallPercent} of the capacity and at least one
 * won, and is then granted whole: any number of replicas reach the limit together, and none is left with crumbs.
 */
final class LeasePool {

    /** Decimals of a grant. */
    static final int SCALE = 15;

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final BigDecimal capacity;
    private final BigDecimal small;
    private final Map<String, BigDecimal> granted;
    private final Map<String, BigDecimal> spent;
    private final Set<String> changed = new HashSet<>();

    /**
     * @param capacity won, what holders may spend in all
     * @param granted won by holder, >= 0
     * @param spent won by source, >= 0
     */
    LeasePool(BigDecimal capacity, int smallPercent, Map<String, BigDecimal> granted, Map<String, BigDecimal> spent) {
        this.capacity = capacity;
        this.small = capacity.multiply(BigDecimal.valueOf(smallPercent, 2)).max(BigDecimal.ONE);
        this.granted = new HashMap<>(granted);
        this.spent = Map.copyOf(spent);
    }

    /** Won that are spent or set aside. */
    BigDecimal committed() {
        Set<String> sources = new HashSet<>(granted.keySet());
        sources.addAll(spent.keySet());
        return sources.stream()
                .map(source -> granted(source).max(spent(source)))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Won that can still be granted, never negative. */
    BigDecimal available() {
        return capacity.subtract(committed()).max(BigDecimal.ZERO);
    }

    /** Takes back all that {@code holder} has not spent: what it is granted from here on comes on top of what it spent. */
    void reclaim(String holder) {
        set(holder, spent(holder));
    }

    /** Takes back {@code unused}, but nothing that is spent already. */
    void giveBack(String holder, BigDecimal unused) {
        BigDecimal floor = granted(holder).min(spent(holder));
        set(holder, granted(holder).subtract(unused).max(floor));
    }

    /**
     * Grants {@code holder} at most {@code want}; zero when nothing is left. A holder that spent before its first grant has
     * that behind it; one that spent more than it was granted has to make up for it first.
     */
    BigDecimal grant(String holder, BigDecimal want) {
        BigDecimal available = available();
        BigDecimal fair = available.compareTo(small) <= 0
                ? available
                : available.divide(TWO, SCALE, RoundingMode.DOWN).max(small);
        BigDecimal grant = want.min(fair);
        if (grant.signum() > 0) {
            BigDecimal before = granted.getOrDefault(holder, spent(holder));
            set(holder, before.add(grant));
        }
        return grant;
    }

    /** What holders hold now that hold something else than they did. */
    Map<String, BigDecimal> changes() {
        Map<String, BigDecimal> changes = new HashMap<>();
        changed.forEach(holder -> changes.put(holder, granted(holder)));
        return changes;
    }

    private void set(String holder, BigDecimal value) {
        if (granted(holder).compareTo(value) != 0) {
            granted.put(holder, value);
            changed.add(holder);
        }
    }

    private BigDecimal granted(String holder) {
        return granted.getOrDefault(holder, BigDecimal.ZERO);
    }

    private BigDecimal spent(String source) {
        return spent.getOrDefault(source, BigDecimal.ZERO);
    }
}
