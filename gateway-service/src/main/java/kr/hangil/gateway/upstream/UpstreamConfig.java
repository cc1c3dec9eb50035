package kr.hangil.gateway.upstream;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How inference pods are called. */
@ConfigMapping(prefix = "hangil.gateway.upstream")
public interface UpstreamConfig {

    /** Longest wait for a connection to a pod. */
    @WithDefault("PT2S")
    Duration connectTimeout();

    /** Connections to one pod at most, so also its concurrent requests from this gateway. */
    @WithDefault("4096")
    @Min(1)
    int poolSize();

    /** Longest a request may take in all when the client sets no deadline of its own. */
    @WithDefault("PT10M")
    Duration deadline();

    /** Largest answer that is not a stream. */
    @WithDefault("32M")
    MemorySize maxAnswer();
}
