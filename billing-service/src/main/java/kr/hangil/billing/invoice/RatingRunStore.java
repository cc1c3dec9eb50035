package kr.hangil.billing.invoice;

import static kr.hangil.billing.database.Columns.timestamp;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.invoice.RatingRun.Cutoff;
import kr.hangil.billing.money.ExactWon;
import org.jspecify.annotations.Nullable;

/** The tables {@code rating_run} and {@code rating_run_usage}, as runs write them. */
@ApplicationScoped
class RatingRunStore {

    /** Ingest waits while this waits, so it must not wait long: a transaction that hangs would stop everybody. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '2s'";

    private static final String QUIESCE =
            "SELECT pg_advisory_xact_lock(hashtextextended('kr.hangil.billing.cutoff', 0))";

    /** A statement of its own: its snapshot is younger than what was waited for. */
    private static final String CUTOFF = """
            SELECT (SELECT coalesce(max(seq), 0) FROM usage_identity) AS sequence,
                (SELECT coalesce(max(id), 0) FROM charged_later) AS charged_later
            """;

    private static final String STANDING = """
            SELECT id FROM invoice WHERE tenant = $1 AND state IN ('finalised', 'settled') ORDER BY id
            """;

    /** Months of which something was charged that no invoice that stands has billed. */
    private static final String OPEN_MONTHS = """
            SELECT s.month
            FROM (SELECT date_trunc('month', period_start AT TIME ZONE 'Asia/Seoul')::date AS month, sum(amount) AS amount
                FROM spend_total WHERE tenant = $1 AND scope = 'tenant' GROUP BY 1) s
            LEFT JOIN (SELECT l.month, sum(l.exact) AS amount FROM invoice_line l
                WHERE l.invoice_id = ANY ($3::bigint[]) AND l.kind = 'usage' GROUP BY 1) b
                ON b.month = s.month
            WHERE s.month <= $2 AND s.amount <> coalesce(b.amount, 0)
            ORDER BY 1
            """;

    /**
     * One statement and so one snapshot: the sums that are kept with the charges, less what was stored or charged behind
     * the cut-offs, which is what came in the moment since they were taken. Each of those is looked up by itself, lest a
     * planner that knows no better reads all charges.
     */
    private static final String TAKE = """
            INSERT INTO rating_run_usage (run_id, month, price_id, contract_id, quantity, amount, billed_quantity,
                billed_amount, billed_terms)
            WITH behind AS (
                SELECT i.seq, i.event_time FROM usage_identity i WHERE i.seq > $4 AND i.tenant = $2
                UNION
                SELECT i.seq, i.event_time FROM charged_later w JOIN usage_identity i ON i.seq = w.seq
                WHERE w.id > $5 AND i.tenant = $2
            ), used AS (
                SELECT month, price_id, sum(quantity)::bigint AS quantity, sum(amount) AS amount
                FROM (
                    SELECT month, price_id, quantity, amount FROM charge_total WHERE tenant = $2
                    UNION ALL
                    SELECT date_trunc('month', b.event_time AT TIME ZONE 'Asia/Seoul')::date, c.price_id, -c.quantity,
                        -c.amount
                    FROM behind b CROSS JOIN LATERAL (SELECT * FROM charge c
                        WHERE c.event_time = b.event_time AND c.seq = b.seq OFFSET 0) c
                ) s
                WHERE month = ANY ($3::date[])
                GROUP BY 1, 2 HAVING sum(quantity) <> 0
            ), billed AS (
                SELECT l.month, l.price_id,
                    coalesce(sum(l.quantity) FILTER (WHERE l.kind = 'usage'), 0)::bigint AS quantity,
                    coalesce(sum(l.exact) FILTER (WHERE l.kind = 'usage'), 0) AS amount,
                    coalesce(sum(l.exact) FILTER (WHERE l.kind <> 'usage'), 0) AS terms
                FROM invoice_line l WHERE l.invoice_id = ANY ($6::bigint[]) AND l.price_id IS NOT NULL
                GROUP BY 1, 2
            )
            SELECT $1::bigint, u.month, u.price_id, k.id, u.quantity, u.amount, coalesce(b.quantity, 0), coalesce(b.amount, 0),
                coalesce(b.terms, 0)
            FROM used u
            LEFT JOIN billed b ON (b.month, b.price_id) = (u.month, u.price_id)
            LEFT JOIN contract k ON k.tenant = $2 AND u.month >= k.valid_from
                AND (k.valid_to IS NULL OR u.month < k.valid_to)
            """;

    private static final String INSERT = """
            INSERT INTO rating_run (id, tenant, month, event_cutoff, sequence_cutoff, later_cutoff, billed, lines, exact,
                fingerprint, made_at)
            VALUES ($1, $2, $3, ($3::date + interval '1 month') AT TIME ZONE 'Asia/Seoul', $4, $5, $6, $7, $8, $9, $10)
            """;

    /** Where everything stored so far ends; new events wait for the moment this takes. */
    Uni<Cutoff> cutoff(SqlConnection connection) {
        return connection
                .query(PATIENCE)
                .execute()
                .chain(() -> connection.query(QUIESCE).execute())
                .chain(() -> connection.query(CUTOFF).execute())
                .map(rows -> rows.iterator().next())
                .map(row -> new Cutoff(row.getLong("sequence"), row.getLong("charged_later")));
    }

    /** The number of a run that is to be made. */
    Uni<Long> next(SqlConnection connection) {
        return connection
                .query("SELECT nextval(pg_get_serial_sequence('rating_run', 'id')) AS id")
                .execute()
                .map(rows -> rows.iterator().next().getLong("id"));
    }

    /** Invoices whose lines are not billed again. */
    Uni<List<Long>> standing(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery(STANDING)
                .execute(Tuple.of(tenant))
                .map(rows -> Columns.list(rows, row -> row.getLong("id")));
    }

    /** Takes up for a run what was used in the months up to {@code month} of which something is not billed. */
    Uni<Void> take(
            SqlConnection connection, long run, String tenant, YearMonth month, Cutoff cutoff, List<Long> billed) {
        Long[] standing = billed.toArray(Long[]::new);
        return connection
                .preparedQuery(OPEN_MONTHS)
                .execute(Tuple.of(tenant, month.atDay(1)).addArrayOfLong(standing))
                .map(rows -> Columns.list(rows, row -> row.getLocalDate("month")))
                .map(months -> Tuple.of(run, tenant)
                        .addArrayOfLocalDate(months.toArray(LocalDate[]::new))
                        .addLong(cutoff.sequence())
                        .addLong(cutoff.chargedLater())
                        .addArrayOfLong(standing))
                .chain(values -> connection.preparedQuery(TAKE).execute(values))
                .replaceWithVoid();
    }

    Uni<Void> keep(
            SqlConnection connection,
            long run,
            String tenant,
            YearMonth month,
            Cutoff cutoff,
            List<Long> billed,
            RatedMonths rated,
            Instant now) {
        Tuple values = Tuple.of(run, tenant, month.atDay(1))
                .addLong(cutoff.sequence())
                .addLong(cutoff.chargedLater())
                .addArrayOfLong(billed.toArray(Long[]::new))
                .addInteger(rated.parts().size())
                .addBigDecimal(rated.exact())
                .addValue(Buffer.buffer(rated.fingerprint()))
                .addOffsetDateTime(timestamp(now));
        return connection.preparedQuery(INSERT).execute(values).replaceWithVoid();
    }

    Uni<Optional<RatingRun>> find(SqlConnection connection, long id) {
        return connection
                .preparedQuery("SELECT * FROM rating_run WHERE id = $1")
                .execute(Tuple.of(id))
                .map(rows -> Columns.list(rows, RatingRunStore::run).stream().findFirst());
    }

    /** The first month that {@code run} has usage of; its own where it has none. */
    Uni<YearMonth> firstMonth(SqlConnection connection, RatingRun run) {
        return connection
                .preparedQuery("SELECT min(month) AS first FROM rating_run_usage WHERE run_id = $1")
                .execute(Tuple.of(run.id()))
                .map(rows -> rows.iterator().next().getLocalDate("first"))
                .map(first -> first == null ? run.month() : YearMonth.from(first));
    }

    /** At most {@code limit} runs with a number over {@code after}, of {@code tenant} or of all. */
    Uni<List<RatingRun>> page(SqlConnection connection, @Nullable String tenant, int limit, long after) {
        String sql = """
                SELECT * FROM rating_run WHERE id > $1 AND ($2::text IS NULL OR tenant = $2) ORDER BY id LIMIT $3
                """;
        return connection
                .preparedQuery(sql)
                .execute(Tuple.of(after, tenant, limit))
                .map(rows -> Columns.list(rows, RatingRunStore::run));
    }

    private static RatingRun run(Row row) {
        return new RatingRun(
                row.getLong("id"),
                row.getString("tenant"),
                YearMonth.from(row.getLocalDate("month")),
                Columns.instant(row, "event_cutoff"),
                new Cutoff(row.getLong("sequence_cutoff"), row.getLong("later_cutoff")),
                List.of(row.getArrayOfLongs("billed")),
                row.getInteger("lines"),
                ExactWon.text(row.getBigDecimal("exact")),
                HexFormat.of().formatHex(row.getBuffer("fingerprint").getBytes()),
                Columns.instant(row, "made_at"));
    }
}
