package kr.hangil.gateway.admission;

import java.time.Duration;
import java.util.List;

/** The answer to a {@link Claim}. */
sealed interface Verdict {

    /**
     * @param bucket when, as {@link RollingWindow} counts time
     * @param levels how full each quota is now, in the claim's order
     * @param degraded whether it was granted from this gateway's share alone, without the others' counts
     */
    record Granted(long bucket, List<Level> levels, boolean degraded) implements Verdict {
        public Granted {
            levels = List.copyOf(levels);
        }

        /** What is needed to settle it; levels are for the answer's head, and a stream may last for minutes. */
        Granted withoutLevels() {
            return new Granted(bucket, List.of(), degraded);
        }
    }

    /**
     * @param level the first quota that had no room
     * @param retryAfter when it has, if nobody else comes first
     */
    record Refused(Level level, Duration retryAfter) implements Verdict {}

    /**
     * @param used taken of the quota, by everybody
     * @param reset time until all of it is free again
     */
    record Level(Quota quota, long used, Duration reset) {
        long remaining() {
            return Math.max(0, quota.limit() - used);
        }
    }
}
