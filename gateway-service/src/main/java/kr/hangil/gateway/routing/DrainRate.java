package kr.hangil.gateway.routing;

import java.time.Duration;

/** How many requests end per second, over about the last ten seconds; what "come back then" is worked out from. */
final class DrainRate {

    private static final double WINDOW_NANOS = 10e9;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private double weight;
    private long at;

    /** A request ended; an ending counts less the longer ago it was. */
    void ended(long now) {
        weight = decayed(now) + 1;
        at = now;
    }

    /** How long {@code requests} take to end, between a second and a minute; a minute while none ends. */
    Duration timeFor(int requests, long now) {
        double perSecond = decayed(now) / (WINDOW_NANOS / 1e9);
        double millis = perSecond <= 0 ? Double.MAX_VALUE : requests / perSecond * 1000;
        Duration time = Duration.ofMillis((long) Math.min(millis, (double) LONGEST.toMillis()));
        return time.compareTo(SHORTEST) < 0 ? SHORTEST : time;
    }

    private double decayed(long now) {
        return weight == 0 ? 0 : weight * Math.exp(-(now - at) / WINDOW_NANOS);
    }
}
