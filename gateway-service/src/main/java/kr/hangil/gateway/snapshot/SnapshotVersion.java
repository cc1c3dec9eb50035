package kr.hangil.gateway.snapshot;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The number that PostgreSQL counts the snapshot's content by: asked for, and told of when it has moved, over one connection of the
 * pool that is kept for it. A notice may be lost with that connection, or never come through a pooler, so asking goes on.
 */
@Singleton
class SnapshotVersion {

    private static final String NOW = "SELECT version FROM snapshot_version";
    private static final String LISTEN = "LISTEN gateway_snapshot";

    private final Pool pool;
    private volatile @Nullable SqlConnection kept;

    SnapshotVersion(Pool pool) {
        this.pool = pool;
    }

    /**
     * The version now. Not to be asked for again before it is there.
     *
     * @param moved run from now on whenever PostgreSQL tells of another version, or cannot tell any more
     */
    Uni<Long> now(Runnable moved) {
        SqlConnection open = kept;
        Uni<SqlConnection> connection = open == null
                ? pool.getConnection().flatMap(opened -> listen(opened, moved))
                : Uni.createFrom().item(open);
        return connection
                .flatMap(it -> it.query(NOW).execute())
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Uni<SqlConnection> listen(SqlConnection opened, Runnable moved) {
        PgConnection.cast(opened).notificationHandler(notice -> moved.run()).closeHandler(() -> closed(opened, moved));
        return opened.query(LISTEN)
                .execute()
                .invoke(ok -> kept = opened)
                .replaceWith(opened)
                .onFailure()
                .call(opened::close);
    }

    private void closed(SqlConnection connection, Runnable moved) {
        if (connection == kept) {
            kept = null;
            moved.run();
        }
    }
}
