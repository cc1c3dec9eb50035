package kr.hangil.inference.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much is done per second of work, lately: an exponentially weighted mean over busy time, so that idle hours neither
 * lower it nor age it. Not safe for use by several threads.
 */
public final class BusyRate {

    /** Less busy time than this says nothing. */
    private static final double LEAST_SECONDS = 0.05;

    private final double memorySeconds;
    private double amount;
    private double seconds;
    private long last;

    /**
     * @param memory busy time after which what was seen counts a third of what is new
     * @param now nanoseconds of any clock that never goes back, as in all other calls
     */
    public BusyRate(Duration memory, long now) {
        this.memorySeconds = memory.toNanos() / 1e9;
        this.last = now;
    }

    /** The time since the last call was spent working, or not. */
    public void advance(long now, boolean busy) {
        double passed = (now - last) / 1e9;
        last = now;
        if (busy && passed > 0) {
            double kept = Math.exp(-passed / memorySeconds);
            amount *= kept;
            seconds = seconds * kept + memorySeconds * (1 - kept);
        }
    }

    /** So much was done. */
    public void add(long more) {
        amount += more;
    }

    /** Per second of work; null until enough was seen. */
    public @Nullable Double perSecond() {
        return seconds < LEAST_SECONDS ? null : amount / seconds;
    }
}
