package kr.hangil.registry.access;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds on what any caller may send. */
@ConfigMapping(prefix = "hangil.registry.access")
interface AccessConfig {

    /** Largest body of a request that is not a file upload. */
    @WithDefault("1M")
    MemorySize maxBodySize();
}
