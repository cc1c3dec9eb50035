package kr.hangil.billing.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long verification may take. */
@ConfigMapping(prefix = "hangil.billing.verification")
interface VerificationConfig {

    /** Longest look at the whole ledger; it holds on to one instant of it, which keeps PostgreSQL from cleaning up behind that. */
    @WithDefault("PT4H")
    Duration timeout();
}
