package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.ingest.BackfillReport.Month;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.usage.UsageVerdict.Verdict;
import org.jspecify.annotations.Nullable;

/** The table {@code backfill}, and what the events of one came to. */
@ApplicationScoped
class BackfillStore {

    private static final String MONTHS = """
            SELECT m.month, m.events, m.unrated, m.amount, EXISTS (
                SELECT FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
                WHERE i.tenant = ANY (m.tenants) AND l.month = m.month AND i.state <> 'voided') AS billed
            FROM (
                SELECT (date_trunc('month', e.event_time, 'Asia/Seoul') AT TIME ZONE 'Asia/Seoul')::date AS month,
                    count(*) AS events, count(u.seq) AS unrated, coalesce(sum(c.amount), 0) AS amount,
                    array_agg(DISTINCT e.tenant) AS tenants
                FROM usage_event e
                LEFT JOIN unrated_event u ON u.seq = e.seq
                LEFT JOIN LATERAL (
                    SELECT sum(c.amount) AS amount FROM charge c
                    WHERE c.event_time = e.event_time AND c.seq = e.seq) c ON true
                WHERE e.seq = ANY ($1)
                GROUP BY 1) m
            ORDER BY m.month
            """;

    private static final String TRIED = """
            SELECT FROM backfill WHERE dry_run AND content_hash = $1 AND called_by = $2 LIMIT 1
            """;

    private static final String NOTE = """
            INSERT INTO backfill (dry_run, content_hash, reason, called_by, called_at, accepted, duplicates, conflicts,
                rejected, months, tenants)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;

    private static final String PAGE = """
            SELECT * FROM backfill
            WHERE ($1::bigint = 0 OR id < $1) AND ($2::text IS NULL OR tenants @> ARRAY[$2::text])
            ORDER BY id DESC LIMIT $3
            """;

    /** What events with these sequences were charged, month by month. */
    Uni<List<Month>> months(SqlConnection connection, Collection<Long> booked) {
        return connection
                .preparedQuery(MONTHS)
                .execute(Tuple.tuple().addArrayOfLong(booked.toArray(Long[]::new)))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Month(
                                YearMonth.from(row.getLocalDate("month")),
                                row.getLong("events"),
                                row.getLong("unrated"),
                                ExactWon.text(row.getBigDecimal("amount")),
                                row.getBoolean("billed"))));
    }

    /** Whether the same caller tried the same body before. */
    Uni<Boolean> tried(SqlConnection connection, BackfillService.Call call) {
        return connection
                .preparedQuery(TRIED)
                .execute(Tuple.of(hash(call), call.by()))
                .map(rows -> rows.rowCount() > 0);
    }

    /** Calls before {@code after}, newest first; all where it is 0. */
    Uni<List<Backfill>> page(SqlConnection connection, @Nullable String tenant, long after, int limit) {
        return connection
                .preparedQuery(PAGE)
                .execute(Tuple.of(after, tenant, limit))
                .map(rows -> Columns.list(rows, BackfillStore::backfill));
    }

    Uni<Optional<Backfill>> find(SqlConnection connection, long id) {
        return connection
                .preparedQuery("SELECT * FROM backfill WHERE id = $1")
                .execute(Tuple.of(id))
                .map(rows ->
                        Columns.list(rows, BackfillStore::backfill).stream().findFirst());
    }

    private static Backfill backfill(Row row) {
        JsonArray months = (JsonArray) row.getJson("months");
        return new Backfill(
                row.getLong("id"),
                row.getBoolean("dry_run"),
                Digest.of(row.getBuffer("content_hash").getBytes()),
                row.getString("reason"),
                row.getString("called_by"),
                Columns.instant(row, "called_at"),
                List.of(row.getArrayOfStrings("tenants")),
                row.getInteger("accepted"),
                row.getInteger("duplicates"),
                row.getInteger("conflicts"),
                row.getInteger("rejected"),
                months.stream()
                        .map(JsonObject.class::cast)
                        .map(BackfillStore::month)
                        .toList());
    }

    private static Month month(JsonObject month) {
        return new Month(
                YearMonth.parse(month.getString("month")),
                month.getLong("events"),
                month.getLong("unrated"),
                month.getString("exact"),
                month.getBoolean("billed"));
    }

    Uni<Void> note(
            SqlConnection connection,
            BackfillService.Call call,
            Collection<String> tenants,
            BackfillReport report,
            Instant now) {
        JsonArray months = new JsonArray();
        report.months()
                .forEach(month -> months.add(new JsonObject()
                        .put("month", month.month().toString())
                        .put("events", month.events())
                        .put("unrated", month.unrated())
                        .put("exact", month.exact())
                        .put("billed", month.billed())));
        Tuple row = Tuple.tuple()
                .addBoolean(call.dryRun())
                .addValue(hash(call))
                .addString(call.reason())
                .addString(call.by())
                .addOffsetDateTime(Columns.timestamp(now))
                .addInteger(count(report, Verdict.ACCEPTED))
                .addInteger(count(report, Verdict.DUPLICATE))
                .addInteger(count(report, Verdict.CONFLICT))
                .addInteger(count(report, Verdict.REJECTED))
                .addValue(months)
                .addArrayOfString(tenants.toArray(String[]::new));
        return connection.preparedQuery(NOTE).execute(row).replaceWithVoid();
    }

    private static int count(BackfillReport report, Verdict verdict) {
        return Math.toIntExact(report.results().stream()
                .filter(result -> result.verdict() == verdict)
                .count());
    }

    private static Buffer hash(BackfillService.Call call) {
        return Buffer.buffer(HexFormat.of().parseHex(call.content().hex()));
    }
}
