package kr.hangil.portal.session;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Removes expired sessions, so that the table holds no token longer than it is of use. */
@ApplicationScoped
class SessionSweeper {

    private static final Logger LOG = Logger.getLogger(SessionSweeper.class);

    private final SessionRepository sessions;
    private final Clock clock;

    SessionSweeper(SessionRepository sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    @Scheduled(every = "5m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return sessions.sweep(clock.instant())
                .invoke(count -> LOG.debugf("%d expired sessions removed", count))
                .onFailure()
                .invoke(e -> LOG.warnf("expired sessions were not removed, next try in 5 minutes: %s", e.getMessage()))
                .onFailure()
                .recoverWithItem(0)
                .replaceWithVoid();
    }
}
