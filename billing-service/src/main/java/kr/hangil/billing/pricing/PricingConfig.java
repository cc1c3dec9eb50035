package kr.hangil.billing.pricing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When prices may change. */
@ConfigMapping(prefix = "hangil.billing.pricing")
interface PricingConfig {

    /**
     * How far ahead a price begins that follows an open-ended one. At least {@code hangil.billing.ingest.max-ahead}: an
     * event that far ahead may be charged already, at the price it follows.
     */
    @WithDefault("PT5M")
    Duration successionLead();

    /** How long publishing waits for parked events to be charged; what is left then is charged in the background. */
    @WithDefault("PT20S")
    Duration chargeWait();
}
