package kr.hangil.billing.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How old usage may be that still comes in. */
@ApplicationScoped
public class EventDoors {

    private final IngestConfig config;

    EventDoors(IngestConfig config) {
        this.config = config;
    }

    /** The age that no event has which any door takes. */
    public Duration oldest() {
        Duration ingest = config.maxAge();
        Duration backfill = config.backfillMaxAge();
        return ingest.compareTo(backfill) > 0 ? ingest : backfill;
    }
}
