package kr.hangil.billing.credit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How credit pays for spending. */
@ConfigMapping(prefix = "hangil.billing.credit")
interface CreditConfig {

    /** For how long after its expiry a grant still pays for spending whose events come late. */
    @WithDefault("PT10M")
    Duration lateness();

    /** How often spending is set against the grants that pay for it. */
    @WithDefault("PT60S")
    Duration settleEvery();
}
