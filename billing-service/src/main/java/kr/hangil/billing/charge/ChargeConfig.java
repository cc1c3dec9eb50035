package kr.hangil.billing.charge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How parked events get their price. */
@ConfigMapping(prefix = "hangil.billing.charge")
interface ChargeConfig {

    /** How often parked events are looked through for prices that came meanwhile. */
    @WithDefault("PT30S")
    Duration sweepEvery();

    /** Events charged in one transaction of a sweep, 1..10,000. */
    @WithDefault("1000")
    int sweepSize();
}
