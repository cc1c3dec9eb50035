package kr.hangil.gateway.storage;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import kr.hangil.gateway.snapshot.SnapshotService;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date, once PostgreSQL is there. The data plane does not wait for it; the control plane answers
 * 503 until it is done.
 */
@ApplicationScoped
class Migrations {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Flyway flyway;
    private final Vertx vertx;
    private final SnapshotService snapshots;
    private volatile boolean done;
    private volatile boolean stopping;
    private volatile boolean failureLogged;

    Migrations(Flyway flyway, Vertx vertx, SnapshotService snapshots) {
        this.flyway = flyway;
        this.vertx = vertx;
        this.snapshots = snapshots;
    }

    void onStart(@Observes @Priority(20) StartupEvent event) {
        attempt();
        if (done) {
            snapshots.awaitFirst();
        } else {
            tryLater();
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    /** Whether every table is as this version of the gateway expects it. */
    boolean areDone() {
        return done;
    }

    private void tryLater() {
        vertx.setTimer(
                RETRY.toMillis(),
                timer -> vertx.executeBlocking(() -> {
                            attempt();
                            return done;
                        })
                        .onSuccess(success -> {
                            if (!success && !stopping) {
                                tryLater();
                            }
                        }));
    }

    /** Blocks while Flyway works. */
    private void attempt() {
        if (stopping) {
            return;
        }
        try {
            flyway.migrate();
            done = true;
            if (failureLogged) {
                LOG.info("PostgreSQL is there, the schema is up to date; the control plane is open");
            }
        } catch (RuntimeException e) {
            if (!failureLogged) {
                failureLogged = true;
                LOG.warnf(
                        "the schema cannot be brought up to date, the control plane answers 503, retrying every %d s: %s",
                        RETRY.toSeconds(), rootMessage(e));
            }
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
