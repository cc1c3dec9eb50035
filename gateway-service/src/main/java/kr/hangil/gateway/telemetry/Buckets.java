package kr.hangil.gateway.telemetry;

import java.time.Duration;
import java.util.Arrays;

/** Boundaries of histograms. */
final class Buckets {

    private Buckets() {}

    static Duration[] ofSeconds(double... seconds) {
        return Arrays.stream(seconds)
                .mapToObj(bound -> Duration.ofNanos(Math.round(bound * 1e9)))
                .toArray(Duration[]::new);
    }
}
