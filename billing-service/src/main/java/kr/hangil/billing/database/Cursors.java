package kr.hangil.billing.database;

import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Cursor;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;

/** Answers too long for memory. */
public final class Cursors {

    private static final int FETCHED = 500;

    private Cursors() {}

    /** The rows of {@code sql} in batches, each as {@code mapper} reads it; the next is fetched once it is asked for. */
    public static <T> Multi<List<T>> read(
            SqlConnection connection, String sql, Tuple parameters, Function<Row, T> mapper) {
        return connection.prepare(sql).onItem().transformToMulti(prepared -> {
            Cursor cursor = prepared.cursor(parameters);
            return Multi.createBy()
                    .repeating()
                    .uni(() -> cursor.read(FETCHED))
                    .whilst(rows -> cursor.hasMore())
                    .map(rows -> Columns.list(rows, mapper))
                    .onCompletion()
                    .call(() -> cursor.close().chain(prepared::close));
        });
    }
}
