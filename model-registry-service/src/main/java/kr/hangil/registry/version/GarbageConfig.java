package kr.hangil.registry.version;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When files that nothing refers to are removed. */
@ConfigMapping(prefix = "hangil.registry.garbage")
interface GarbageConfig {

    /** How often to look. */
    @WithDefault("12h")
    Duration collectEvery();

    /** Age below which a file is never garbage; must exceed {@code hangil.registry.intake.upload-ttl}. */
    @WithDefault("48h")
    Duration minAge();
}
