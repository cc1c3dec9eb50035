package kr.hangil.billing.database;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions.
 *
 * <p>Work that may take long and keeps nothing ends when its caller leaves; other work goes on to its end.
 *
 * <p>Work that the database cut short because it met other work (deadlock, serialization) is run again, so it must not
 * have effects outside its transaction. A database that is away or too slow is {@link ErrorCode#UNAVAILABLE}; whether a
 * transaction in flight then committed is unknown, and every write here is safe to repeat.
 */
@ApplicationScoped
public class Database {

    private static final int ATTEMPTS_AFTER_COLLISION = 3;

    private final Pool pool;
    private final DatabaseConfig config;

    Database(Pool pool, DatabaseConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** The result of {@code work}, committed as a whole or not at all. */
    public <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
        return guarded(pool.withTransaction(work), config.timeout());
    }

    /** The result of {@code work} that reads the ledger as it is at one instant, for as long as it takes. */
    public <T> Uni<T> snapshot(Function<SqlConnection, Uni<T>> work) {
        return guarded(reading(work), config.scanTimeout());
    }

    /** As {@link #snapshot(Function)}, for work that has a time of its own. */
    public <T> Uni<T> snapshot(Duration timeout, Function<SqlConnection, Uni<T>> work) {
        return guarded(reading(work), timeout);
    }

    /** As {@link #transaction}, for work that may take as long as a scan does. */
    public <T> Uni<T> longTransaction(Function<SqlConnection, Uni<T>> work) {
        return guarded(pool.withTransaction(work), config.scanTimeout());
    }

    /** How long {@link #snapshot(Function)} waits. */
    public Duration scanTimeout() {
        return config.scanTimeout();
    }

    /**
     * As {@link #snapshot(Duration, Function)}, for work that also writes what it needs to read; all of that is taken back in the
     * end.
     *
     * @param lock a statement that takes a lock; the one instant comes after it
     */
    @SuppressWarnings("unchecked")
    public <T> Uni<T> scratch(Duration timeout, String lock, Function<SqlConnection, Uni<T>> work) {
        Uni<T> undone = scan(connection -> connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .execute()
                .chain(() -> connection.query(lock).execute())
                .chain(() -> work.apply(connection))
                .flatMap(result -> Uni.createFrom().failure(new Undone(result))));
        return guarded(undone, timeout).onFailure(Undone.class).recoverWithItem(taken -> (T) ((Undone) taken).result);
    }

    private <T> Uni<T> reading(Function<SqlConnection, Uni<T>> work) {
        return scan(connection -> connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .execute()
                .chain(() -> work.apply(connection)));
    }

    /** A transaction that ends when nobody waits for its result any more. */
    private <T> Uni<T> scan(Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Scan<T> scan = new Scan<>(work);
            return pool.withTransaction(scan::run).onCancellation().invoke(scan::giveUp);
        });
    }

    private static <T> Uni<T> guarded(Uni<T> transaction, Duration timeout) {
        return Uni.createFrom()
                .deferred(() -> transaction)
                .onFailure(DatabaseFailures::isCollision)
                .retry()
                .atMost(ATTEMPTS_AFTER_COLLISION)
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(failure -> failure instanceof TimeoutException || DatabaseFailures.isOutage(failure))
                .transform(Database::unavailable);
    }

    private static PlatformException unavailable(Throwable cause) {
        return new PlatformException(ErrorCode.UNAVAILABLE, "the billing database does not answer; try again", cause);
    }

    /** Takes a transaction back that has its result. */
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable Object result;

        Undone(@Nullable Object result) {
            super("taken back", null, false, false);
            this.result = result;
        }
    }
}
