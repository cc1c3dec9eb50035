package kr.hangil.registry.intake;

import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Removes uploads whose time is up; their files become garbage unless a version has them. */
@ApplicationScoped
class UploadSweeper {

    private static final Logger LOG = Logger.getLogger(UploadSweeper.class);

    private final UploadRepository uploads;
    private final Clock clock;

    UploadSweeper(UploadRepository uploads, Clock clock) {
        this.uploads = uploads;
        this.clock = clock;
    }

    @Scheduled(
            every = "${hangil.registry.intake.sweep-every:10m}",
            delayed = "${hangil.registry.intake.sweep-every:10m}",
            concurrentExecution = ConcurrentExecution.SKIP)
    @WithTransaction
    Uni<Void> sweep() {
        return uploads.deleteExpired(clock.instant()).invoke(UploadSweeper::log).replaceWithVoid();
    }

    private static void log(long removed) {
        if (removed > 0) {
            LOG.infof("removed %d expired uploads", removed);
        }
    }
}
