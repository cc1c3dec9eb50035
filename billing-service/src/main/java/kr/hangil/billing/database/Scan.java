package kr.hangil.billing.database;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work in one transaction that can be given up: the statement that runs is cancelled, no other is begun, and the transaction ends.
 *
 * <p>A subscription alone does not: between it and the work is the client's own transaction, which does not know of it.
 */
final class Scan<T> {

    private final Function<SqlConnection, Uni<T>> work;
    private @Nullable SqlConnection connection;
    private @Nullable UniEmitter<? super T> result;
    private @Nullable Cancellable running;

    /** It has its result or was given up, before it began perhaps. */
    private boolean over;

    Scan(Function<SqlConnection, Uni<T>> work) {
        this.work = work;
    }

    /** The result of the work on {@code of}. */
    Uni<T> run(SqlConnection of) {
        return Uni.createFrom().emitter(emitter -> begin(of, emitter));
    }

    private synchronized void begin(SqlConnection of, UniEmitter<? super T> emitter) {
        if (over) {
            emitter.fail(left());
            return;
        }
        connection = of;
        result = emitter;
        running =
                work.apply(of).onTermination().invoke(this::isOver).subscribe().with(emitter::complete, emitter::fail);
    }

    private synchronized void isOver() {
        over = true;
    }

    /** Nobody waits any more. */
    synchronized void giveUp() {
        boolean had = over;
        over = true;
        if (had || connection == null || running == null || result == null) {
            return;
        }
        running.cancel();
        UniEmitter<? super T> emitter = result;
        // Before the transaction ends, for whoever has the connection next must not be meant.
        PgConnection.cast(connection.getDelegate()).cancelRequest().onComplete(ignored -> emitter.fail(left()));
    }

    private static CancellationException left() {
        return new CancellationException("nobody waits for the result any more");
    }
}
