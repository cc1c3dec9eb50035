package kr.hangil.gateway.storage;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the control plane's units of work: one transaction each, and one answer when PostgreSQL is away.
 *
 * <p>A write changes its rows first and records the audit entry last; every writer takes its locks in this order.
 */
@ApplicationScoped
public class Transactions {

    private static final Logger LOG = Logger.getLogger(Transactions.class);

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    /** SQLSTATE classes of a connection or server that is going away or full, and of a transaction worth repeating. */
    private static final Set<String> OUTAGES = Set.of("08", "53", "57", "58", "40");

    private final Migrations migrations;
    private final SnapshotService snapshots;

    Transactions(Migrations migrations, SnapshotService snapshots) {
        this.migrations = migrations;
        this.snapshots = snapshots;
    }

    /** Runs {@code work}, which only reads. */
    public <T extends @Nullable Object> Uni<T> read(Supplier<Uni<T>> work) {
        return guarded(() -> Panache.withTransaction(work));
    }

    /**
     * Runs {@code work} and commits it; this replica's data plane knows the change before the item arrives, the others
     * within 2 s.
     */
    public <T extends @Nullable Object> Uni<T> write(Supplier<Uni<T>> work) {
        return guarded(() -> Panache.withTransaction(work)).call(snapshots::afterWrite);
    }

    private <T extends @Nullable Object> Uni<T> guarded(Supplier<Uni<T>> work) {
        if (!migrations.areDone()) {
            return Uni.createFrom().failure(unavailable(null));
        }
        return Uni.createFrom()
                .deferred(() -> work.get())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure(failure -> !(failure instanceof PlatformException))
                .transform(Transactions::meaning);
    }

    private static Throwable meaning(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PgException database) {
                return meaning(database, failure);
            }
            if (t instanceof IOException
                    || t instanceof VertxException
                    || t instanceof TimeoutException
                    || t instanceof NoStackTraceThrowable) {
                return unavailable(failure);
            }
        }
        return failure;
    }

    private static Throwable meaning(PgException database, Throwable failure) {
        String state = database.getSqlState() == null ? "" : database.getSqlState();
        if (state.equals(UNIQUE_VIOLATION) || state.equals(FOREIGN_KEY_VIOLATION)) {
            return new PlatformException(
                    ErrorCode.CONFLICT, "somebody else changed the same thing at the same moment; read it again");
        }
        return state.length() == 5 && OUTAGES.contains(state.substring(0, 2)) ? unavailable(failure) : failure;
    }

    private static PlatformException unavailable(@Nullable Throwable cause) {
        if (cause != null) {
            LOG.warnf("the control plane's database does not answer: %s", cause);
        }
        return PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                "the control plane's database does not answer right now; nothing was changed unless a later read shows"
                        + " it. Calls to models are not affected",
                RETRY_AFTER);
    }
}
