package kr.hangil.billing.usage;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.ingest.StoredEvents;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Sums over the ledger. Buckets and groups come from enums: no text of a caller is part of a statement. */
@ApplicationScoped
class UsageRepository {

    /** Most rows of one answer. */
    static final int MAX_ROWS = 20_000;

    /**
     * What a question sums: whole days and hours from roll-ups, and the events of hours that its range cuts, those that lie in
     * files given as the last parameter. See {@link RangeCut} for what the others are.
     */
    private static final String PARTS = """
            SELECT period_start AS time, model, key_id, project, region, requests, prompt_tokens,
                cached_prompt_tokens, completion_tokens, reasoning_tokens, images, audio_seconds, unrated, amount
            FROM usage_rollup
            WHERE tenant = $1 AND period = 'day' AND period_start >= $4 AND period_start < $5
            UNION ALL
            SELECT period_start, model, key_id, project, region, requests, prompt_tokens,
                cached_prompt_tokens, completion_tokens, reasoning_tokens, images, audio_seconds, unrated, amount
            FROM usage_rollup
            WHERE tenant = $1 AND period = 'hour'
                AND (period_start >= $3 AND period_start < $4 OR period_start >= $5 AND period_start < $6)
            UNION ALL
            SELECT e.event_time, e.model, e.key_id, e.project, e.region, 1, e.prompt_tokens,
                e.cached_prompt_tokens, e.completion_tokens, e.reasoning_tokens, e.images, e.audio_seconds,
                CASE WHEN u.seq IS NULL THEN 0 ELSE 1 END, coalesce(c.amount, 0)
            FROM usage_event e
            LEFT JOIN unrated_event u ON u.seq = e.seq
            LEFT JOIN LATERAL (
                SELECT sum(c.amount) AS amount FROM charge c
                WHERE c.event_time = e.event_time AND c.seq = e.seq) c ON true
            WHERE e.tenant = $1
                AND (e.event_time >= $2 AND e.event_time < $3 OR e.event_time >= $6 AND e.event_time < $7)
            UNION ALL
            SELECT a.* FROM jsonb_to_recordset($8) AS a(time timestamptz, model text, key_id text, project text,
                region text, requests bigint, prompt_tokens bigint, cached_prompt_tokens bigint, completion_tokens bigint,
                reasoning_tokens bigint, images bigint, audio_seconds bigint, unrated bigint, amount numeric)
            """;

    /** The same, with the contract of the month that each part is of: no two of a tenant hold in one. */
    private static final String CONTRACTED_PARTS = """
            SELECT p.*, k.id::text AS contract
            FROM (%s) p
            CROSS JOIN LATERAL (SELECT (p.time AT TIME ZONE 'Asia/Seoul')::date AS day) d
            LEFT JOIN contract k ON k.tenant = $1 AND d.day >= k.valid_from AND (k.valid_to IS NULL OR d.day < k.valid_to)
            """.formatted(PARTS);

    /** What usage sums. */
    static final String USED = """
            sum(e.requests)::bigint AS requests, sum(e.prompt_tokens)::bigint AS prompt,
            sum(e.cached_prompt_tokens)::bigint AS cached, sum(e.completion_tokens)::bigint AS completion,
            sum(e.reasoning_tokens)::bigint AS reasoning, sum(e.images)::bigint AS images,
            sum(e.audio_seconds)::bigint AS seconds, sum(e.unrated)::bigint AS unrated
            """;

    /** What spend sums. */
    static final String SPENT = "sum(e.amount) AS exact, sum(e.unrated)::bigint AS unrated\n";

    private static final String EVENTS = """
            SELECT %s, i.recorded_at, u.seq IS NULL AS rated, l.meters, l.price_ids, l.quantities, l.amounts
            FROM usage_event e
            JOIN usage_identity i ON i.seq = e.seq
            LEFT JOIN unrated_event u ON u.seq = e.seq
            LEFT JOIN LATERAL (
                SELECT array_agg(c.meter ORDER BY c.meter) AS meters,
                    array_agg(c.price_id ORDER BY c.meter) AS price_ids,
                    array_agg(c.quantity ORDER BY c.meter) AS quantities,
                    array_agg(c.amount ORDER BY c.meter) AS amounts
                FROM charge c WHERE c.event_time = e.event_time AND c.seq = e.seq) l ON true
            WHERE e.tenant = $1 AND e.seq > $2
                AND ($3::text IS NULL OR e.request_id = $3)
                AND ($4::timestamptz IS NULL OR e.event_time >= $4)
                AND ($5::timestamptz IS NULL OR e.event_time < $5)
            ORDER BY e.seq LIMIT $6
            """.formatted(StoredEvents.COLUMNS);

    Uni<List<UsageReport.Row>> usage(SqlConnection connection, UsageQuery query, JsonArray archived) {
        return rows(connection, query, archived, USED)
                .map(rows -> rows.stream().map(row -> usageRow(query, row)).toList());
    }

    Uni<List<SpendRow>> spend(SqlConnection connection, UsageQuery query, JsonArray archived) {
        return rows(connection, query, archived, SPENT)
                .map(rows -> rows.stream().map(row -> spendRow(query, row)).toList());
    }

    Uni<List<BookedEvent>> events(SqlConnection connection, EventQuery query) {
        Tuple parameters = Tuple.tuple()
                .addString(query.tenant())
                .addLong(query.after())
                .addString(query.requestId())
                .addOffsetDateTime(query.from() == null ? null : StoredEvents.timestamp(query.from()))
                .addOffsetDateTime(query.to() == null ? null : StoredEvents.timestamp(query.to()))
                .addInteger(query.limit());
        return connection.preparedQuery(EVENTS).execute(parameters).map(rows -> {
            List<BookedEvent> events = new ArrayList<>();
            rows.forEach(row -> events.add(bookedEvent(row)));
            return events;
        });
    }

    private static Uni<List<Row>> rows(SqlConnection connection, UsageQuery query, JsonArray archived, String sums) {
        String sql = sums(query, sums) + " ORDER BY bucket" + groups(query) + " LIMIT " + (MAX_ROWS + 1);
        return connection
                .preparedQuery(sql)
                .execute(parameters(query, archived))
                .map(UsageRepository::bounded);
    }

    /** A statement of {@code sums} by bucket and group, in no order. */
    static String sums(UsageQuery query, String sums) {
        String keys = "date_trunc('" + query.bucket().unit() + "', e.time, '" + Bucket.ZONE + "')";
        String parts = query.groupBy().contains(GroupBy.CONTRACT) ? CONTRACTED_PARTS : PARTS;
        return "SELECT " + keys + " AS bucket" + groups(query) + ", " + sums + "FROM (" + parts + ") e GROUP BY bucket"
                + groups(query);
    }

    private static String groups(UsageQuery query) {
        return query.groupBy().stream().map(group -> ", e." + group.column()).collect(Collectors.joining());
    }

    static Tuple parameters(UsageQuery query, JsonArray archived) {
        RangeCut cut = RangeCut.of(query.from(), query.to(), query.bucket());
        Tuple parameters = Tuple.of(query.tenant());
        cut.instants().forEach(instant -> parameters.addOffsetDateTime(StoredEvents.timestamp(instant)));
        return parameters.addValue(archived);
    }

    /** When events were booked, by sequence. */
    Uni<Map<Long, Instant>> recorded(SqlConnection connection, List<Long> sequences) {
        return connection
                .preparedQuery("SELECT seq, recorded_at FROM usage_identity WHERE seq = ANY ($1::bigint[])")
                .execute(Tuple.tuple().addArrayOfLong(sequences.toArray(Long[]::new)))
                .map(rows -> Columns.list(rows, row -> row).stream()
                        .collect(Collectors.toMap(
                                row -> row.getLong("seq"), row -> StoredEvents.instant(row, "recorded_at"))));
    }

    private static List<Row> bounded(RowSet<Row> rows) {
        if (rows.rowCount() > MAX_ROWS) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "group_by",
                    "the answer has more than %d rows; ask for a shorter time, longer buckets or fewer groups"
                            .formatted(MAX_ROWS));
        }
        List<Row> list = new ArrayList<>(rows.rowCount());
        rows.forEach(list::add);
        return list;
    }

    private static UsageReport.Row usageRow(UsageQuery query, Row row) {
        Instant start = StoredEvents.instant(row, "bucket");
        return new UsageReport.Row(
                start,
                query.bucket().end(start),
                group(query, row),
                row.getLong("requests"),
                row.getLong("prompt"),
                row.getLong("cached"),
                row.getLong("completion"),
                row.getLong("reasoning"),
                row.getLong("images"),
                row.getLong("seconds"),
                row.getLong("unrated"));
    }

    private static SpendRow spendRow(UsageQuery query, Row row) {
        Instant start = StoredEvents.instant(row, "bucket");
        return new SpendRow(
                start,
                query.bucket().end(start),
                group(query, row),
                row.getBigDecimal("exact"),
                row.getLong("unrated"));
    }

    private static Map<String, @Nullable String> group(UsageQuery query, Row row) {
        Map<String, @Nullable String> group = new LinkedHashMap<>();
        query.groupBy().forEach(by -> group.put(by.wireName(), row.getString(by.column())));
        return group;
    }

    private static BookedEvent bookedEvent(Row row) {
        List<BookedEvent.Line> lines = new ArrayList<>();
        BigDecimal exact = BigDecimal.ZERO;
        String[] meters = row.getArrayOfStrings("meters");
        if (meters != null) {
            Long[] prices = row.getArrayOfLongs("price_ids");
            Long[] quantities = row.getArrayOfLongs("quantities");
            BigDecimal[] amounts = row.getArrayOfBigDecimals("amounts");
            for (int i = 0; i < meters.length; i++) {
                lines.add(new BookedEvent.Line(meters[i], prices[i], quantities[i], ExactWon.text(amounts[i])));
                exact = exact.add(amounts[i]);
            }
        }
        boolean rated = row.getBoolean("rated");
        return new BookedEvent(
                row.getLong("seq"),
                StoredEvents.instant(row, "recorded_at"),
                rated,
                rated ? ExactWon.text(exact) : null,
                lines,
                StoredEvents.event(row));
    }

    /** A row of spend before it is whole won. */
    record SpendRow(Instant start, Instant end, Map<String, @Nullable String> group, BigDecimal exact, long unrated) {}

    /**
     * Which events.
     *
     * @param after sequence that the page begins behind, 0 for the first
     * @param limit 1..1,001
     */
    record EventQuery(
            String tenant,
            @Nullable String requestId,
            @Nullable Instant from,
            @Nullable Instant to,
            long after,
            int limit) {}
}
