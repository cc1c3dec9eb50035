package kr.hangil.billing.charge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** {@code hangil_billing_unrated_total} counts events parked; {@code hangil_billing_unrated_waiting} those still so. */
@Startup
@ApplicationScoped
class ChargeMetrics {

    private final Counter parked;
    private final AtomicLong waiting = new AtomicLong();

    ChargeMetrics(MeterRegistry registry) {
        parked = Counter.builder("hangil.billing.unrated")
                .description("Usage events that had no price when they came")
                .register(registry);
        Gauge.builder("hangil.billing.unrated.waiting", waiting, AtomicLong::doubleValue)
                .description("Usage events that wait for a price, as of the last sweep")
                .register(registry);
    }

    void parked(int events) {
        parked.increment(events);
    }

    void waiting(long events) {
        waiting.set(events);
    }
}
