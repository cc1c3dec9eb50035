package kr.hangil.gateway.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How replicas are picked, and what happens when none can be. */
@ConfigMapping(prefix = "hangil.gateway.routing")
public interface RoutingConfig {

    /** Replicas that one request is sent to at most, one after the other, while nothing has come back. */
    @WithDefault("3")
    @Min(1)
    @Max(10)
    int attempts();

    /** Retries for each request that comes, over all requests; ten are always allowed at once. */
    @WithDefault("0.2")
    double retryShare();

    /** Longest random pause before a request's first retry; it doubles with each. */
    @WithDefault("PT0.025S")
    Duration retryJitter();

    /** How long a replica is left out after it could not be reached; doubled each further time in a row. */
    @WithDefault("PT2S")
    Duration ejection();

    /** Longest that a replica is left out. */
    @WithDefault("PT1M")
    Duration maxEjection();

    /** Broken answers in a row that leave a replica out. */
    @WithDefault("3")
    @Min(1)
    int brokenAnswers();

    /** Requests of one model that may wait for room. */
    @WithDefault("256")
    @Min(0)
    int queueLength();

    /** How long a request waits for room before it is refused with 429. */
    @WithDefault("PT30S")
    Duration queuePatience();

    /**
     * How much later a replica that knows a prompt's beginning may be expected to begin than another before that other
     * gets the request.
     */
    @WithDefault("PT1S")
    Duration affinityBound();

    /** Tokens per second that a replica is taken to do until it has said how many it does. */
    @WithDefault("2000")
    @Min(1)
    int assumedTokensPerSecond();
}
