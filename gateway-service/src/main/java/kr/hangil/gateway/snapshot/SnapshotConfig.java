package kr.hangil.gateway.snapshot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** How the snapshot is kept fresh and where its last good content lies. */
@ConfigMapping(prefix = "hangil.gateway.snapshot")
public interface SnapshotConfig {

    /** Folder of {@code snapshot.json}; made where it is missing, readable by its owner alone. */
    Path directory();

    /** Pause between two looks at the version in PostgreSQL: a change that it did not tell of is noticed so late, so it is less than 2 s. */
    @WithDefault("1500ms")
    Duration poll();

    /** Age without a word from PostgreSQL at which the snapshot counts as degraded. */
    @WithDefault("3s")
    Duration degradedAfter();

    /** How long start-up and a control-plane write wait for the snapshot before they go on without. */
    @WithDefault("2s")
    Duration patience();
}
