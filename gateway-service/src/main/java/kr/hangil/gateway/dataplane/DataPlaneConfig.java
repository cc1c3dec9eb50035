package kr.hangil.gateway.dataplane;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Bounds of the data plane. */
@ConfigMapping(prefix = "hangil.gateway.dataplane")
public interface DataPlaneConfig {

    /** Largest request body. */
    @WithDefault("10M")
    MemorySize maxBody();

    /** Bytes of request bodies held at once, of all requests together. */
    @WithDefault("256M")
    MemorySize bodyMemory();

    /** Longest wait for a request body, from its first byte to its last. */
    @WithDefault("PT60S")
    Duration bodyTimeout();

    /** A stream that stays silent this long gets a comment, so that no load balancer cuts it. */
    @WithDefault("PT10S")
    Duration pingInterval();
}
