package kr.hangil.inference.served;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;

/** Where this pod's own account of what it served is kept. */
@ConfigMapping(prefix = "hangil.inference.served")
public interface ServedConfig {

    /** Folder of the account's file, which has the replica's name. */
    Path folder();

    /** How often what changed is written: as much is lost when the pod is killed. */
    @WithDefault("PT1S")
    Duration interval();

    /** Days that are kept. */
    @WithDefault("62")
    @Min(1)
    @Max(3660)
    int days();
}
