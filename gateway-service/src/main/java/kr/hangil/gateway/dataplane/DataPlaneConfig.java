package kr.hangil.gateway.dataplane;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Bounds of the data plane. */
@ConfigMapping(prefix = "hangil.gateway.dataplane")
public interface DataPlaneConfig {

    /** Largest request body. */
    @WithDefault("10M")
    MemorySize maxBody();

    /**
     * Bytes of memory for request bodies, for answers that are no streams, and for what is over 64 KiB of an event that is not whole, of all
     * requests together; half of the heap where it is not set. A body takes twice its size of it, an answer whose size is announced
     * once, and what has to be translated eight times.
     */
    Optional<MemorySize> bodyMemory();

    /** Longest wait for a request body, from its first byte to its last. */
    @WithDefault("PT60S")
    Duration bodyTimeout();

    /** A stream that stays silent this long gets a comment, so that no load balancer cuts it. */
    @WithDefault("PT10S")
    Duration pingInterval();
}
