package kr.hangil.gateway.storage;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/**
 * Bounds for a PostgreSQL that is slow or stopped instead of dead. Without them a statement on a silent connection waits
 * for the kernel to give up, which takes a quarter of an hour.
 */
@Singleton
class PoolSettings implements PgPoolCreator {

    private static final int CONNECT_MILLIS = 3_000;

    /**
     * Most requests that wait for a connection. Not the pool's own time limit, which fails a wait a second time after
     * the connection failed and floods the log (vertx-sql-client 4.5); {@link Transactions} has one.
     */
    private static final int WAITING = 100;

    /** Seconds without a byte after which a connection is closed and its statement fails. */
    private static final int SILENCE_SECONDS = 5;

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(SILENCE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setConnectTimeout(CONNECT_MILLIS));
        input.poolOptions().setMaxWaitQueueSize(WAITING);
        return Pool.pool(input.vertx(), input.pgConnectOptionsList().getFirst(), input.poolOptions());
    }
}
