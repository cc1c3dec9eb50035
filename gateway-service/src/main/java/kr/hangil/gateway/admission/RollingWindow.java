package kr.hangil.gateway.admission;

import java.time.Duration;
import java.util.Arrays;

/**
 * What was used in the last minute, in buckets of five seconds.
 *
 * <p>Buckets are named by their place in time, so nothing ever has to be reset. The oldest bucket counts in full until
 * all of it is a minute old: no 60 seconds ever hold more than the limit, and up to 65 are taken into account. Not
 * thread-safe.
 */
final class RollingWindow {

    static final long BUCKET_MILLIS = 5_000;

    /** Twelve for a minute and the one that is being filled. */
    static final int BUCKETS = 13;

    private final long[] buckets = new long[BUCKETS];
    private final long[] used = new long[BUCKETS];

    RollingWindow() {
        Arrays.fill(buckets, Long.MIN_VALUE);
    }

    static long bucketOf(long millis) {
        return Math.floorDiv(millis, BUCKET_MILLIS);
    }

    /** Used in the minute before {@code now}, in milliseconds since the epoch; negative after corrections. */
    long used(long now) {
        long oldest = bucketOf(now) - BUCKETS;
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            if (buckets[i] > oldest) {
                sum += used[i];
            }
        }
        return sum;
    }

    /** Adds to {@code bucket}; what is older than the window is forgotten already. */
    void add(long bucket, long amount) {
        int slot = Math.floorMod(bucket, BUCKETS);
        if (buckets[slot] < bucket) {
            buckets[slot] = bucket;
            used[slot] = 0;
        }
        if (buckets[slot] == bucket) {
            used[slot] += amount;
        }
    }

    /** Time until at most {@code level} of what is used now is still counted; zero when it is so already. */
    Duration until(long now, long level) {
        long newest = bucketOf(now);
        long left = used(now);
        // The oldest follows the newest.
        int slot = Math.floorMod(newest, BUCKETS);
        for (long bucket = newest - BUCKETS + 1; bucket <= newest && left > level; bucket++) {
            slot = slot + 1 < BUCKETS ? slot + 1 : 0;
            if (buckets[slot] == bucket) {
                left -= used[slot];
            }
            if (left <= level) {
                return Duration.ofMillis((bucket + BUCKETS) * BUCKET_MILLIS - now);
            }
        }
        return Duration.ZERO;
    }
}
