package kr.hangil.billing.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Which event times are taken. */
@ConfigMapping(prefix = "hangil.billing.ingest")
interface IngestConfig {

    /** Oldest event taken; older usage needs an audited backfill. */
    @WithDefault("P35D")
    Duration maxAge();

    /** Oldest event a backfill takes. */
    @WithDefault("P400D")
    Duration backfillMaxAge();

    /** How far a gateway's clock may be ahead of ours. */
    @WithDefault("PT5M")
    Duration maxAhead();
}
