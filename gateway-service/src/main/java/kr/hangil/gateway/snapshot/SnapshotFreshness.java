package kr.hangil.gateway.snapshot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Knows when PostgreSQL last confirmed the snapshot, and says so: one log line for each change of state, and the
 * metrics {@code hangil_snapshot_version}, {@code hangil_snapshot_age_seconds} and {@code hangil_snapshot_degraded}.
 */
@ApplicationScoped
class SnapshotFreshness {

    private static final Logger LOG = Logger.getLogger(SnapshotFreshness.class);

    private final Clock clock;
    private final Duration degradedAfter;
    private final Instant startedAt;
    private volatile @Nullable Instant confirmedAt;
    private volatile long version;
    private volatile boolean intact;
    private volatile boolean degraded;
    private volatile @Nullable String lastFailure;

    SnapshotFreshness(Clock clock, SnapshotConfig config, MeterRegistry metrics) {
        this.clock = clock;
        this.degradedAfter = config.degradedAfter();
        this.startedAt = clock.instant();
        Gauge.builder("hangil.snapshot.version", () -> version)
                .description("Version of the configuration the data plane decides by")
                .register(metrics);
        Gauge.builder("hangil.snapshot.age", () -> age().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("Time since PostgreSQL last confirmed that version")
                .register(metrics);
        Gauge.builder("hangil.snapshot.degraded", () -> degraded ? 1 : 0)
                .description("1 while the data plane serves from its last good snapshot without PostgreSQL")
                .register(metrics);
    }

    /** Whether the content came from PostgreSQL and no round failed since: then an equal version is equal content. */
    boolean isFromDatabase() {
        return intact;
    }

    boolean isDegraded() {
        return degraded;
    }

    void confirmed(Snapshot snapshot) {
        confirmedAt = clock.instant();
        intact = true;
        lastFailure = null;
        if (degraded) {
            degraded = false;
            LOG.infof("PostgreSQL answers again, serving %s", snapshot);
        } else if (snapshot.version() != version) {
            LOG.infof("serving %s", snapshot);
        }
        version = snapshot.version();
    }

    void failed(Throwable failure) {
        intact = false;
        lastFailure = failure.toString();
        look();
    }

    /** Notices silence as well as failure. */
    void look() {
        if (!degraded && age().compareTo(degradedAfter) > 0) {
            degraded = true;
            LOG.warnf(
                    "PostgreSQL has not confirmed the configuration for %d ms, going on with the last good one: %s",
                    age().toMillis(), lastFailure == null ? "no answer" : lastFailure);
        }
    }

    private Duration age() {
        Instant at = confirmedAt;
        return Duration.between(at == null ? startedAt : at, clock.instant());
    }
}
