package kr.hangil.billing.archive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Which months lie in files, and where. */
@ConfigMapping(prefix = "hangil.billing.archive")
interface ArchiveConfig {

    /** Where files lie: a volume that all replicas share and that is backed up. Nothing is archived while it is not said. */
    Optional<Path> folder();

    /** Whole months that stay in the database at least; older ones are archived by themselves. Off while it is not said. */
    Optional<@Min(1) Integer> keepOnline();

    /** Longest step; writing ten million events takes some ten minutes. */
    @WithDefault("PT2H")
    Duration stepTimeout();

    /** How often it is looked for months to archive by themselves; each that may not be yet is counted then. */
    @WithDefault("PT6H")
    Duration askEvery();

    /** How often it is looked for a step to take. */
    @WithDefault("PT10S")
    Duration workEvery();
}
