package kr.hangil.registry.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long uploads live and how many files they hold. */
@ConfigMapping(prefix = "hangil.registry.intake")
public interface IntakeConfig {

    /** Life of an upload from its creation. */
    @WithDefault("24h")
    Duration uploadTtl();

    /** How often expired uploads are removed. */
    @WithDefault("10m")
    Duration sweepEvery();

    /** Most files in one upload, and so in one version. */
    @WithDefault("4096")
    @Min(1)
    @Max(100_000)
    int maxFiles();
}
