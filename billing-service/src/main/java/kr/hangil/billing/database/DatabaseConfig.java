package kr.hangil.billing.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long billing waits for its database. */
@ConfigMapping(prefix = "hangil.billing.database")
interface DatabaseConfig {

    /** Longest wait of one caller for a whole transaction; past it the answer is 503 and a retry is safe. */
    @WithDefault("PT15S")
    Duration timeout();

    /** Longest wait for a scan over what a tenant or a month has. */
    @WithDefault("PT10M")
    Duration scanTimeout();
}
