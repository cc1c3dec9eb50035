package kr.hangil.inference.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Bounds and order of the queue in front of the engine. */
@ConfigMapping(prefix = "hangil.inference.queue")
public interface QueueConfig {

    /** Answers that may wait for an engine slot, beside those that have one. */
    @WithDefault("32")
    @Min(0)
    @Max(100_000)
    int length();

    /** Tokens, of prompts and of answers that may be written, that may wait altogether; a larger request counts as this. */
    @WithDefault("262144")
    @Min(1)
    long tokens();

    /** Tokens that interactive requests get for each one of batch requests, while both wait. */
    @WithDefault("9")
    @Min(1)
    @Max(1000)
    int interactiveWeight();

    /** When a refused caller may come back, until it was measured how fast the queue drains. */
    @WithDefault("PT1S")
    Duration retryAfter();

    /** Longest time a refused caller is told to stay away. */
    @WithDefault("PT1M")
    Duration retryAfterMax();
}
