package kr.hangil.stack.supervise;

import java.time.Duration;

/**
 * How long to wait before a process that died is started again.
 *
 * <p>The wait doubles with every death in a row, up to a maximum; a run that lasted long enough begins a new row.
 *
 * @param first wait after the first death, > 0
 * @param max longest wait, not shorter than {@code first}
 * @param calm a run at least this long counts as good
 */
public record RestartPolicy(Duration first, Duration max, Duration calm) {

    /** What {@code ./hangil up} uses. */
    public static final RestartPolicy DEFAULT =
            new RestartPolicy(Duration.ofMillis(250), Duration.ofSeconds(20), Duration.ofSeconds(60));

    public RestartPolicy {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("0 < first <= max, were " + first + " and " + max);
        }
    }

    /**
     * Counts deaths in a row.
     *
     * @param before deaths in a row before this one, >= 0
     * @param lasted how long the process ran
     * @return deaths in a row with this one, >= 1
     */
    public int deathsInARow(int before, Duration lasted) {
        return lasted.compareTo(calm) >= 0 ? 1 : before + 1;
    }

    /**
     * Tells the wait.
     *
     * @param deathsInARow >= 1
     */
    public Duration waitAfter(int deathsInARow) {
        int doublings = Math.min(deathsInARow - 1, 30);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(max) > 0 ? max : wait;
    }
}
