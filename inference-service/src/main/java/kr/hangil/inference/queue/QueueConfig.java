package kr.hangil.inference.queue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Bounds of the queue in front of the engine. */
@ConfigMapping(prefix = "hangil.inference.queue")
public interface QueueConfig {

    /** Requests that may wait for an engine slot, beside those that have one. */
    @WithDefault("32")
    @Min(0)
    @Max(100_000)
    int length();

    /** When a refused caller may come back. */
    @WithDefault("PT1S")
    Duration retryAfter();
}
