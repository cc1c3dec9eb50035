package kr.hangil.billing.database;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Between rows and what Java calls their columns. */
public final class Columns {

    private Columns() {}

    /** A {@code timestamptz} that is not null. */
    public static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** A {@code timestamptz} that may be null. */
    public static @Nullable Instant optionalInstant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    /** An instant as the database's client sends it. */
    public static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /** As {@link #timestamp}, null for null. */
    public static @Nullable OffsetDateTime optionalTimestamp(@Nullable Instant instant) {
        return instant == null ? null : timestamp(instant);
    }

    /** All rows, each as {@code mapper} reads it. */
    public static <T> List<T> list(Iterable<Row> rows, Function<Row, T> mapper) {
        List<T> list = new ArrayList<>();
        rows.forEach(row -> list.add(mapper.apply(row)));
        return list;
    }
}
