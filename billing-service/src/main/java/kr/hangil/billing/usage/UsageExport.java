package kr.hangil.billing.usage;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Cursors;
import kr.hangil.billing.export.Column;
import kr.hangil.billing.export.ExportRequest;
import kr.hangil.billing.export.Exports;
import kr.hangil.billing.export.Table;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.ingest.StoredEvents;
import org.jspecify.annotations.Nullable;

/** The answers of {@link UsageService} as files, row for row. */
@ApplicationScoped
class UsageExport {

    private final Exports exports;
    private final ArchivedUsage archived;

    UsageExport(Exports exports, ArchivedUsage archived) {
        this.exports = exports;
        this.archived = archived;
    }

    Uni<Response> usage(UsageQuery query, ExportRequest how) {
        List<Column> columns = keys(query);
        for (String name : List.of(
                "requests",
                "prompt_tokens",
                "cached_prompt_tokens",
                "completion_tokens",
                "reasoning_tokens",
                "unrated",
                "images",
                "audio_seconds")) {
            columns.add(Column.whole(name));
        }
        String sql = UsageRepository.sums(query, UsageRepository.USED) + order(query, "e.");
        return exports.answer(
                table("usage", query, columns),
                how,
                connection -> read(connection, query, sql, row -> used(query, row)));
    }

    Uni<Response> spend(UsageQuery query, ExportRequest how) {
        List<Column> columns = keys(query);
        columns.add(Column.exact("exact"));
        columns.add(Column.whole("supply_won"));
        columns.add(Column.whole("unrated"));
        return exports.answer(
                table("spend", query, columns),
                how,
                connection -> read(connection, query, spend(query), row -> spent(query, row)));
    }

    private Multi<List<TableRow>> read(
            SqlConnection connection, UsageQuery query, String sql, Function<Row, TableRow> mapper) {
        return archived.cut(connection, query)
                .onItem()
                .transformToMulti(cut -> Cursors.read(connection, sql, UsageRepository.parameters(query, cut), mapper));
    }

    /**
     * Whole won as {@link kr.hangil.billing.money.LargestRemainder} gives them, by the database: it needs every row at once,
     * and has the disk to sort them on.
     */
    private static String spend(UsageQuery query) {
        String groups = order(query, "");
        return "WITH spent AS (" + UsageRepository.sums(query, UsageRepository.SPENT)
                + ") SELECT *, (floor(exact) + CASE"
                + " WHEN row_number() OVER (ORDER BY exact - floor(exact) DESC" + groups.replace(" ORDER BY", ",") + ")"
                + " <= floor(sum(exact) OVER ()) - sum(floor(exact)) OVER () THEN 1 ELSE 0 END)::bigint AS won"
                + " FROM spent" + groups;
    }

    private static String order(UsageQuery query, String alias) {
        return query.groupBy().stream()
                .map(group -> ", " + alias + group.column())
                .collect(Collectors.joining("", " ORDER BY bucket", ""));
    }

    private static Table table(String name, UsageQuery query, List<Column> columns) {
        return new Table(
                "%s-%s-%s-%s"
                        .formatted(
                                name,
                                query.tenant(),
                                day(query.from()),
                                day(query.to().minusNanos(1))),
                columns,
                Bucket.ZONE);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, Bucket.ZONE);
    }

    private static List<Column> keys(UsageQuery query) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.instant("start"));
        columns.add(Column.instant("end"));
        query.groupBy().forEach(group -> columns.add(Column.text(group.wireName())));
        return columns;
    }

    private static TableRow used(UsageQuery query, Row row) {
        List<@Nullable Object> cells = keys(query, row);
        for (String column :
                List.of("requests", "prompt", "cached", "completion", "reasoning", "unrated", "images", "seconds")) {
            cells.add(row.getLong(column));
        }
        return new TableRow(cells);
    }

    private static TableRow spent(UsageQuery query, Row row) {
        List<@Nullable Object> cells = keys(query, row);
        cells.add(row.getBigDecimal("exact"));
        cells.add(row.getLong("won"));
        cells.add(row.getLong("unrated"));
        return new TableRow(cells);
    }

    private static List<@Nullable Object> keys(UsageQuery query, Row row) {
        List<@Nullable Object> cells = new ArrayList<>();
        Instant start = StoredEvents.instant(row, "bucket");
        cells.add(start);
        cells.add(query.bucket().end(start));
        query.groupBy().forEach(group -> cells.add(row.getString(group.column())));
        return cells;
    }
}
