package kr.hangil.gateway.snapshot;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Hears from PostgreSQL when the version has moved, over a connection of the pool that it keeps. A notice may be lost with its
 * connection, or never come through a pooler: whoever relies on one looks from time to time as well.
 */
@Singleton
class SnapshotNotices {

    private static final Logger LOG = Logger.getLogger(SnapshotNotices.class);
    private static final String LISTEN = "LISTEN gateway_snapshot";

    private final Pool pool;
    private final AtomicBoolean listening = new AtomicBoolean();

    SnapshotNotices(Pool pool) {
        this.pool = pool;
    }

    /** Sees to it that {@code changed} is run for each notice from now on, where it is not already. */
    void listen(Runnable changed) {
        if (listening.compareAndSet(false, true)) {
            pool.getConnection()
                    .flatMap(connection -> listen(connection, changed))
                    .subscribe()
                    .with(ok -> LOG.debug("PostgreSQL tells of changes"), failure -> {
                        listening.set(false);
                        LOG.debugf("PostgreSQL tells of no changes: %s", failure);
                    });
        }
    }

    private Uni<Void> listen(SqlConnection connection, Runnable changed) {
        PgConnection.cast(connection)
                .notificationHandler(notice -> changed.run())
                .closeHandler(() -> listening.set(false));
        return connection.query(LISTEN).execute().replaceWithVoid().onFailure().call(connection::close);
    }
}
