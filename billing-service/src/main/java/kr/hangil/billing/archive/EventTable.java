package kr.hangil.billing.archive;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kr.hangil.billing.export.Column;
import kr.hangil.billing.export.Table;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.rating.Meter;
import org.jspecify.annotations.Nullable;

/** The one table that a file holds: a row for each event, with what it was charged on each meter. */
final class EventTable {

    private static final List<Column> EVENT = List.of(
            Column.whole("seq"),
            Column.instant("event_time"),
            Column.text("tenant"),
            Column.text("source"),
            Column.text("event_id"),
            Column.text("request_id"),
            Column.text("project"),
            Column.text("key_id"),
            Column.text("subject"),
            Column.text("operation"),
            Column.text("model"),
            Column.text("model_digest"),
            Column.text("deployment"),
            Column.text("replica"),
            Column.text("region"),
            Column.whole("prompt_tokens"),
            Column.whole("cached_prompt_tokens"),
            Column.whole("completion_tokens"),
            Column.whole("reasoning_tokens"),
            Column.text("outcome"),
            Column.whole("estimated"),
            Column.instant("started_at"),
            Column.whole("ttft_millis"),
            Column.whole("duration_millis"),
            Column.whole("images"),
            Column.whole("audio_seconds"));

    static final List<Column> COLUMNS = Stream.concat(
                    EVENT.stream(),
                    Stream.of(Meter.values()).map(Meter::wireName).flatMap(EventTable::charged))
            .toList();

    private static final Map<String, Integer> PLACES = places();

    /** A month's rows, {@code $1} to {@code $2}, in the order that they have in the file. */
    static final String ROWS = "SELECT "
            + EVENT.stream()
                    .map(Column::name)
                    .map(name -> name.equals("estimated") ? "e.estimated::int::bigint" : "e." + name)
                    .collect(Collectors.joining(", "))
            + COLUMNS.stream()
                    .skip(EVENT.size())
                    .map(column -> ", l." + column.name())
                    .collect(Collectors.joining())
            + " FROM usage_event e LEFT JOIN LATERAL (SELECT "
            + Stream.of(Meter.values())
                    .map(Meter::wireName)
                    .flatMap(meter -> Stream.of("price_id", "quantity", "amount")
                            .map(field -> "max(c.%s) FILTER (WHERE c.meter = '%s') AS %s_%s"
                                    .formatted(field, meter, meter, field)))
                    .collect(Collectors.joining(", "))
            + " FROM charge c WHERE c.event_time = e.event_time AND c.seq = e.seq) l ON true"
            + " WHERE e.event_time >= $1 AND e.event_time < $2 ORDER BY e.tenant COLLATE \"C\", e.seq";

    private EventTable() {}

    static Table of(YearMonth month) {
        return new Table("usage-" + month, COLUMNS, ZoneOffset.UTC);
    }

    /** Puts rows into the tables that are there for {@code month}: one array a column. */
    static String restoring(YearMonth month) {
        String part = "%04d%02d".formatted(month.getYear(), month.getMonthValue());
        List<String> arrays = new ArrayList<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            arrays.add("$" + (i + 1) + "::" + type(COLUMNS.get(i)) + "[]");
        }
        String names = EVENT.stream().map(Column::name).collect(Collectors.joining(", "));
        String meters = Stream.of(Meter.values())
                .map(Meter::wireName)
                .map(meter -> "('%1$s', g.%1$s_price_id, g.%1$s_quantity, g.%1$s_amount)".formatted(meter))
                .collect(Collectors.joining(", "));
        return "WITH given AS (SELECT * FROM unnest(" + String.join(", ", arrays) + ") AS g("
                + COLUMNS.stream().map(Column::name).collect(Collectors.joining(", ")) + ")), stored AS ("
                + "INSERT INTO usage_event_" + part + " (" + names + ") SELECT "
                + names.replace("estimated", "estimated <> 0") + " FROM given)"
                + " INSERT INTO charge_" + part + " (event_time, seq, meter, price_id, quantity, amount)"
                + " SELECT g.event_time, g.seq, m.* FROM given g CROSS JOIN LATERAL (VALUES " + meters
                + ") m (meter, price_id, quantity, amount) WHERE m.price_id IS NOT NULL";
    }

    /** What {@link #restoring} takes. */
    static Tuple columns(List<TableRow> rows) {
        Tuple tuple = Tuple.tuple();
        for (int i = 0; i < COLUMNS.size(); i++) {
            int place = i;
            Stream<@Nullable Object> cells =
                    rows.stream().map(row -> row.cells().get(place));
            switch (COLUMNS.get(i).type()) {
                case TEXT -> tuple.addArrayOfString(cells.toArray(String[]::new));
                case WHOLE -> tuple.addArrayOfLong(cells.toArray(Long[]::new));
                case EXACT -> tuple.addArrayOfBigDecimal(cells.toArray(BigDecimal[]::new));
                case INSTANT ->
                    tuple.addArrayOfOffsetDateTime(
                            cells.map(cell -> cell instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : null)
                                    .toArray(OffsetDateTime[]::new));
            }
        }
        return tuple;
    }

    /** A row of {@link #ROWS}. */
    static TableRow row(Row row) {
        List<@Nullable Object> cells = new ArrayList<>(COLUMNS.size());
        for (int i = 0; i < COLUMNS.size(); i++) {
            cells.add(
                    switch (COLUMNS.get(i).type()) {
                        case TEXT -> row.getString(i);
                        case WHOLE -> row.getLong(i);
                        case EXACT -> row.getBigDecimal(i);
                        case INSTANT -> instant(row.getOffsetDateTime(i));
                    });
        }
        return new TableRow(cells);
    }

    static @Nullable Object cell(TableRow row, String column) {
        return row.cells().get(place(column));
    }

    static int place(String column) {
        return Objects.requireNonNull(PLACES.get(column));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Stream<Column> charged(String meter) {
        return Stream.of(
                Column.whole(meter + "_price_id"), Column.whole(meter + "_quantity"), Column.exact(meter + "_amount"));
    }

    private static String type(Column column) {
        return switch (column.type()) {
            case TEXT -> "text";
            case WHOLE -> "bigint";
            case EXACT -> "numeric";
            case INSTANT -> "timestamptz";
        };
    }

    private static Map<String, Integer> places() {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            places.put(COLUMNS.get(i).name(), i);
        }
        return places;
    }
}
