package kr.hangil.gateway.snapshot;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready with any snapshot, however old: PostgreSQL being away is a degraded mode, not a reason to stop serving. */
@Readiness
class SnapshotHealth implements HealthCheck {

    private final SnapshotService snapshots;
    private final SnapshotFreshness freshness;

    SnapshotHealth(SnapshotService snapshots, SnapshotFreshness freshness) {
        this.snapshots = snapshots;
        this.freshness = freshness;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("configuration snapshot")
                .status(snapshots.current().isLoaded())
                .withData("version", snapshots.current().version())
                .withData("degraded", freshness.isDegraded())
                .build();
    }
}
