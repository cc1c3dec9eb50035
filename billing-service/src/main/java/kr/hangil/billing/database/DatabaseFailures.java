package kr.hangil.billing.database;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells apart what a failed statement means. */
public final class DatabaseFailures {

    private static final Set<String> COLLISIONS = Set.of("40001", "40P01");
    private static final String EXCLUSION_VIOLATION = "23P01";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Of {@code open_month} and {@code drop_month}. */
    private static final String ARCHIVED = "HA001";

    private static final String NOT_AS_ARCHIVED = "HA002";

    /** SQLSTATE classes: connection, insufficient resources, operator intervention, system error. */
    private static final Set<String> OUTAGES = Set.of("08", "53", "57", "58");

    /** SQLSTATE classes: data exception, integrity constraint, and what a trigger raises. */
    private static final Set<String> OF_ROWS = Set.of("22", "23", "P0");

    private DatabaseFailures() {}

    /** Whether the same work may succeed when run again at once. */
    public static boolean isCollision(Throwable failure) {
        return sqlState(failure).filter(COLLISIONS::contains).isPresent();
    }

    /** Whether a row met an exclusion constraint. */
    public static boolean isOverlap(Throwable failure) {
        return sqlState(failure).filter(EXCLUSION_VIOLATION::equals).isPresent();
    }

    /** Whether a row met a unique constraint. */
    public static boolean isDuplicate(Throwable failure) {
        return sqlState(failure).filter(UNIQUE_VIOLATION::equals).isPresent();
    }

    /** Whether a lock was not to be had in the time that was set for it. */
    public static boolean isLockTimeout(Throwable failure) {
        return sqlState(failure).filter(LOCK_NOT_AVAILABLE::equals).isPresent();
    }

    /** Whether usage of a month that lies in a file was to be stored. */
    public static boolean isArchived(Throwable failure) {
        return sqlState(failure).filter(ARCHIVED::equals).isPresent();
    }

    /** Whether a month that was to be let go of is not what its file holds. */
    public static boolean isNotAsArchived(Throwable failure) {
        return sqlState(failure).filter(NOT_AS_ARCHIVED::equals).isPresent();
    }

    /** Whether the database was away, not the statement wrong. */
    public static boolean isOutage(Throwable failure) {
        Optional<String> state = sqlState(failure);
        return state.map(s -> OUTAGES.contains(s.substring(0, 2)))
                .orElseGet(() -> causes(failure).anyMatch(DatabaseFailures::isBrokenConnection));
    }

    /** Whether the database refused a statement for a reason that no row of it can have: other rows would fare the same. */
    public static boolean isOfNoRow(Throwable failure) {
        return sqlState(failure)
                .filter(state -> !OF_ROWS.contains(state.substring(0, 2)))
                .isPresent();
    }

    private static boolean isBrokenConnection(Throwable cause) {
        // The client has several ways to say that a connection closed under a statement, two of them its own.
        return cause instanceof IOException
                || cause instanceof VertxException
                || cause instanceof NoStackTraceThrowable;
    }

    private static Optional<String> sqlState(Throwable failure) {
        return causes(failure)
                .filter(PgException.class::isInstance)
                .map(cause -> ((PgException) cause).getSqlState())
                .filter(state -> state != null && state.length() == 5)
                .findFirst();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
