package kr.hangil.billing.archive;

import static kr.hangil.billing.database.Columns.timestamp;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.archive.Archive.State;
import kr.hangil.billing.archive.MonthFile.Written;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/** The table {@code archive}, and the partitions that it is about. */
@ApplicationScoped
class ArchiveStore {

    /** Whoever reads archived months holds this until its transaction ends; whoever makes one waits for them. */
    static final String HOLD = "LOCK TABLE archive IN ROW SHARE MODE";

    private static final String WAIT_FOR_READERS = "LOCK TABLE archive IN EXCLUSIVE MODE";

    /** Ingest waits while this waits. */
    private static final String PATIENCE = "SET LOCAL lock_timeout = '2s'";

    private static final String CLAIM =
            "SELECT pg_try_advisory_xact_lock(hashtextextended('kr.hangil.billing.archive', 0)) AS mine";

    private static final String STANDING = """
            SELECT (SELECT count(*) FROM usage_event e WHERE e.event_time >= $2 AND e.event_time < $3) AS events,
                c.charges, c.amount,
                (SELECT count(*) FROM unrated_event u WHERE u.event_time >= $2 AND u.event_time < $3) AS unrated,
                (SELECT count(*) FROM invoice i WHERE i.state IN ('draft', 'held') AND EXISTS (
                    SELECT FROM invoice_line l WHERE l.invoice_id = i.id AND l.month = $1)) AS drafts,
                b.tenants, b.tenant
            FROM (SELECT count(*) AS charges, coalesce(sum(amount), 0)::numeric(38, 15) AS amount FROM charge
                WHERE event_time >= $2 AND event_time < $3) c
            CROSS JOIN (
                SELECT count(*) AS tenants, min(tenant) AS tenant
                FROM (SELECT tenant, sum(amount) AS amount FROM spend_total
                    WHERE scope = 'tenant' AND period_start >= $2 AND period_start < $3 GROUP BY 1) s
                LEFT JOIN (SELECT i.tenant, sum(l.exact) AS amount FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
                    WHERE l.month = $1 AND l.kind = 'usage' AND i.state IN ('finalised', 'settled') GROUP BY 1) b USING (tenant)
                WHERE s.amount <> coalesce(b.amount, 0)) b
            """;

    private static final String ASK = """
            INSERT INTO archive (month, state, events, charges, amount, asked_by, asked_at)
            VALUES ($1, 'asked', $2, $3, $4, $5, $6) ON CONFLICT (month) DO NOTHING
            """;

    private static final String WRITTEN = """
            UPDATE archive SET state = 'written', file = $2, digest = $3, bytes = $4, events = $5, charges = $6, amount = $7,
                done = 0, problem = NULL
            WHERE id = $1 AND state = 'asked'
            """;

    private static final String COMPARED = """
            UPDATE archive SET state = 'compared', done = 0, problem = NULL WHERE id = $1 AND state = 'written'
            """;

    private static final String DROP = """
            SELECT drop_month(month, events, charges, amount) FROM archive WHERE id = $1 AND state = 'compared'
            """;

    private static final String ARCHIVED = """
            UPDATE archive SET state = 'archived', archived_at = $2, done = events, problem = NULL
            WHERE id = $1 AND state = 'compared'
            """;

    private static final String FAILED = """
            UPDATE archive SET problem = $2, done = 0, state = CASE WHEN $3 THEN 'asked' ELSE state END
            WHERE id = $1 AND state <> 'archived'
            """;

    private static final String ONLINE = """
            SELECT p.month FROM (SELECT to_date(right(c.relname, 6), 'YYYYMM') AS month FROM pg_inherits i
                JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'usage_event'::regclass) p
            WHERE p.month <= $1 AND NOT EXISTS (SELECT FROM archive a WHERE a.month = p.month) ORDER BY 1
            """;

    /** Those of months that have an instant of {@code $1} to {@code $2}. */
    private static final String OVERLAPPING = """
            SELECT * FROM archive WHERE state = 'archived' AND ($2::timestamptz IS NULL OR begins < $2)
                AND ($1::timestamptz IS NULL OR ends > $1) ORDER BY month
            """;

    /**
     * While months are brought back no partition can be added: makes those that gateways may need meanwhile. Does nothing where
     * nothing is archived.
     */
    private static final String OPEN_AHEAD = """
            SELECT open_month((date_trunc('month', now() AT TIME ZONE 'Asia/Seoul') + n * interval '1 month')::date)
            FROM generate_series(0, 1) n WHERE EXISTS (SELECT FROM archive WHERE state = 'archived')
            """;

    Uni<Void> openAhead(SqlConnection connection) {
        return connection.query(OPEN_AHEAD).execute().replaceWithVoid();
    }

    /** Whether this transaction alone works on archives now. */
    Uni<Boolean> claim(SqlConnection connection) {
        return connection
                .query(CLAIM)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("mine"));
    }

    /** What there is of {@code month} and what of it is not over. */
    Uni<Standing> standing(SqlConnection connection, YearMonth month) {
        Tuple values = Tuple.of(
                month.atDay(1), timestamp(SpendPeriod.begin(month)), timestamp(SpendPeriod.begin(month.plusMonths(1))));
        return connection
                .preparedQuery(STANDING)
                .execute(values)
                .map(rows -> rows.iterator().next())
                .map(row -> new Standing(
                        row.getLong("events"),
                        row.getLong("charges"),
                        row.getBigDecimal("amount"),
                        row.getLong("unrated"),
                        row.getLong("drafts"),
                        row.getLong("tenants"),
                        row.getString("tenant")));
    }

    /** Months up to {@code newest} that have partitions and were not asked for, the oldest first. */
    Uni<List<YearMonth>> online(SqlConnection connection, YearMonth newest) {
        return connection
                .preparedQuery(ONLINE)
                .execute(Tuple.of(newest.atDay(1)))
                .map(rows -> Columns.list(rows, row -> YearMonth.from(row.getLocalDate("month"))));
    }

    Uni<Void> ask(SqlConnection connection, Plan plan, String by, Instant now) {
        Tuple values = Tuple.of(plan.month().atDay(1), plan.events(), plan.charges())
                .addBigDecimal(new BigDecimal(plan.exact()))
                .addString(by)
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
        return connection.preparedQuery(ASK).execute(values).replaceWithVoid();
    }

    Uni<Boolean> written(SqlConnection connection, Archive archive, Written file) {
        Tuple values = Tuple.of(archive.id(), file.name())
                .addValue(Buffer.buffer(HexFormat.of().parseHex(file.digest().hex())))
                .addLong(file.bytes())
                .addLong(file.events())
                .addLong(file.charges())
                .addBigDecimal(file.amount());
        return changed(connection, WRITTEN, values);
    }

    Uni<Boolean> compared(SqlConnection connection, Archive archive) {
        return changed(connection, COMPARED, Tuple.of(archive.id()));
    }

    /** Lets go of the partitions and says so; waits for those who read archived months, but not for long. */
    Uni<Boolean> archive(SqlConnection connection, Archive archive, Instant now) {
        return connection
                .query(PATIENCE)
                .execute()
                .chain(() -> connection.query(WAIT_FOR_READERS).execute())
                .chain(() -> connection.preparedQuery(DROP).execute(Tuple.of(archive.id())))
                .chain(() -> changed(connection, ARCHIVED, Tuple.of(archive.id(), timestamp(now))));
    }

    /** @param again whether the file is to be written anew */
    Uni<Boolean> failed(SqlConnection connection, Archive archive, String problem, boolean again) {
        return changed(connection, FAILED, Tuple.of(archive.id(), problem, again));
    }

    Uni<Boolean> progress(SqlConnection connection, Archive archive, long done) {
        return changed(
                connection,
                "UPDATE archive SET done = $2 WHERE id = $1 AND state <> 'archived'",
                Tuple.of(archive.id(), done));
    }

    /** The oldest month that is on its way. */
    Uni<Optional<Archive>> underWay(SqlConnection connection) {
        return connection
                .query("SELECT * FROM archive WHERE state <> 'archived' ORDER BY month LIMIT 1")
                .execute()
                .map(ArchiveStore::first);
    }

    Uni<Optional<Archive>> find(SqlConnection connection, long id) {
        return connection
                .preparedQuery("SELECT * FROM archive WHERE id = $1")
                .execute(Tuple.of(id))
                .map(ArchiveStore::first);
    }

    Uni<Optional<Archive>> find(SqlConnection connection, YearMonth month) {
        return connection
                .preparedQuery("SELECT * FROM archive WHERE month = $1")
                .execute(Tuple.of(month.atDay(1)))
                .map(ArchiveStore::first);
    }

    Uni<List<Archive>> page(SqlConnection connection, int limit, long after) {
        return connection
                .preparedQuery("SELECT * FROM archive WHERE id > $1 ORDER BY id LIMIT $2")
                .execute(Tuple.of(after, limit))
                .map(rows -> Columns.list(rows, ArchiveStore::archive));
    }

    /** Months that lie in files and have an instant of {@code from} to {@code to}; null for no bound. */
    Uni<List<Archive>> archived(SqlConnection connection, @Nullable Instant from, @Nullable Instant to) {
        Tuple values = Tuple.tuple()
                .addOffsetDateTime(Columns.optionalTimestamp(from))
                .addOffsetDateTime(Columns.optionalTimestamp(to));
        return connection
                .preparedQuery(OVERLAPPING)
                .execute(values)
                .map(rows -> Columns.list(rows, ArchiveStore::archive));
    }

    Uni<Void> beginRestoring(SqlConnection connection, YearMonth month) {
        return call(connection, "SELECT begin_restoring($1)", month.atDay(1));
    }

    Uni<Void> endRestoring(SqlConnection connection, YearMonth month) {
        return call(connection, "SELECT end_restoring($1)", month.atDay(1));
    }

    private static Uni<Void> call(SqlConnection connection, String sql, LocalDate month) {
        return connection.preparedQuery(sql).execute(Tuple.of(month)).replaceWithVoid();
    }

    private static Uni<Boolean> changed(SqlConnection connection, String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values).map(rows -> rows.rowCount() == 1);
    }

    private static Optional<Archive> first(Iterable<Row> rows) {
        return Columns.list(rows, ArchiveStore::archive).stream().findFirst();
    }

    private static Archive archive(Row row) {
        var digest = row.getBuffer("digest");
        return new Archive(
                row.getLong("id"),
                YearMonth.from(row.getLocalDate("month")),
                State.of(row.getString("state")),
                row.getLong("done"),
                row.getLong("events"),
                row.getLong("charges"),
                ExactWon.text(row.getBigDecimal("amount")),
                row.getString("file"),
                digest == null ? null : Digest.of(digest.getBytes()).value(),
                row.getLong("bytes"),
                row.getString("problem"),
                row.getString("asked_by"),
                Columns.instant(row, "asked_at"),
                Columns.optionalInstant(row, "archived_at"));
    }

    /**
     * A month in the database.
     *
     * @param unrated events that wait for a price
     * @param drafts invoices with usage of it that are not final
     * @param unbilled tenants of whose usage something is not billed
     * @param oneOfThem null where there is none
     */
    record Standing(
            long events,
            long charges,
            BigDecimal amount,
            long unrated,
            long drafts,
            long unbilled,
            @Nullable String oneOfThem) {}
}
