package kr.hangil.gateway.keys;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Bounds on API keys. */
@ConfigMapping(prefix = "hangil.gateway.keys")
interface KeysConfig {

    /** Keys a tenant may have that are not revoked; every replica holds all of them in memory. */
    @WithDefault("1000")
    @Min(1)
    int mostPerTenant();

    /** How often the last uses of keys are written down. */
    @WithDefault("5s")
    Duration lastUseFlush();
}
