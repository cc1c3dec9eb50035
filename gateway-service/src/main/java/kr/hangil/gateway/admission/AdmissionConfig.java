package kr.hangil.gateway.admission;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How many requests may be in flight. */
@ConfigMapping(prefix = "hangil.gateway.admission")
public interface AdmissionConfig {

    /** Requests in flight in this gateway at most. */
    @WithDefault("4096")
    @Min(1)
    int maxInFlight();

    /** Requests in flight for one tenant in this gateway at most. */
    @WithDefault("1024")
    @Min(1)
    int maxInFlightPerTenant();
}
