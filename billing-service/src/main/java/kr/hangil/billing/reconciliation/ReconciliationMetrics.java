package kr.hangil.billing.reconciliation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code hangil_billing_reconciliation_differences{explained=…}} of the latest settled days, and
 * {@code hangil_billing_served_age_seconds}: how long ago the pod was read that was not read for the longest. Not a number
 * while nothing was compared or read.
 */
@Startup
@ApplicationScoped
class ReconciliationMetrics {

    private final Clock clock;
    private volatile double explained = Double.NaN;
    private volatile double unexplained = Double.NaN;
    private volatile @Nullable Instant oldest;

    ReconciliationMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        Gauge.builder("hangil.billing.reconciliation.differences", () -> unexplained)
                .description(
                        "Differences between what pods served and what gateways billed, of the latest settled days")
                .tag("explained", "false")
                .register(registry);
        Gauge.builder("hangil.billing.reconciliation.differences", () -> explained)
                .description(
                        "Differences between what pods served and what gateways billed, of the latest settled days")
                .tag("explained", "true")
                .register(registry);
        Gauge.builder("hangil.billing.served.age", this::age)
                .description("Time since the pod was read that was not read for the longest")
                .baseUnit("seconds")
                .register(registry);
    }

    /** @param pod when the pod was read that was not read for the longest; empty while there is none */
    void read(Optional<Instant> pod) {
        oldest = pod.orElse(null);
    }

    void compared(List<Report> days) {
        explained = days.stream().mapToLong(Report::explained).sum();
        unexplained = days.stream().mapToLong(Report::unexplained).sum();
    }

    private double age() {
        Instant pod = oldest;
        return pod == null ? Double.NaN : Duration.between(pod, clock.instant()).toMillis() / 1_000.0;
    }
}
