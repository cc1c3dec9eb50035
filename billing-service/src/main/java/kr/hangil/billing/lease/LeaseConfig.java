package kr.hangil.billing.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long gateways keep their shares, and how large these are. */
@ConfigMapping(prefix = "hangil.billing.lease")
interface LeaseConfig {

    /** For how long a holder may spend what it was granted without asking again. */
    @WithDefault("PT5M")
    Duration ttl();

    /**
     * How long after {@link #ttl} a silent holder's unspent share is taken back. Longer than events may be on their way
     * from a gateway that has stopped asking.
     */
    @WithDefault("PT10M")
    Duration grace();

    /** Percent of a pool's capacity below which what is left is granted whole, 1..100. */
    @Min(1)
    @Max(100)
    @WithDefault("1")
    int smallPercent();
}
