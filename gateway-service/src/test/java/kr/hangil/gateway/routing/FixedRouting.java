package kr.hangil.gateway.routing;

import java.time.Duration;

/** Routing as it is by default, but for the length and the patience of the line. */
record FixedRouting(int queueLength, Duration queuePatience) implements RoutingConfig {

    @Override
    public int attempts() {
        return 3;
    }

    @Override
    public double retryShare() {
        return 0.2;
    }

    @Override
    public Duration retryJitter() {
        return Duration.ofMillis(25);
    }

    @Override
    public Duration ejection() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration maxEjection() {
        return Duration.ofMinutes(1);
    }

    @Override
    public int brokenAnswers() {
        return 3;
    }

    @Override
    public Duration affinityBound() {
        return Duration.ofSeconds(1);
    }

    @Override
    public int assumedTokensPerSecond() {
        return 2_000;
    }
}
