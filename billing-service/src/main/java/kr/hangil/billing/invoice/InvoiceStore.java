package kr.hangil.billing.invoice;

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
import java.util.List;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.money.WonTotal;
import org.jspecify.annotations.Nullable;

/** What invoices write. */
@ApplicationScoped
class InvoiceStore {

    private static final String LOCK_TENANT = "SELECT pg_advisory_xact_lock(hashtextextended('invoice of ' || $1, 0))";

    private static final String UNAPPLIED_CREDIT = """
            SELECT (SELECT coalesce(sum(d.amount), 0) FROM credit_draw d JOIN credit_grant g ON g.id = d.grant_id
                    WHERE g.tenant = $1 AND (d.month AT TIME ZONE 'Asia/Seoul')::date <= $2)
                - (SELECT coalesce(sum(credit), 0) FROM invoice WHERE tenant = $1 AND state <> 'voided') AS credit
            """;

    private static final String MEAN = """
            SELECT coalesce(avg(amount), 0) AS mean FROM (
                SELECT sum(amount) AS amount FROM spend_total
                WHERE tenant = $1 AND scope = 'tenant' AND period_start >= $2::date::timestamp AT TIME ZONE 'Asia/Seoul'
                    AND period_start < ($3::date + interval '1 month') AT TIME ZONE 'Asia/Seoul'
                GROUP BY date_trunc('month', period_start, 'Asia/Seoul')) m
            """;

    private static final String INSERT = """
            INSERT INTO invoice (tenant, month, state, held_reason, issue_date, due_date, exact, credit, supply_won,
                vat_won, total_won, last_seq, drafted_by, drafted_at, vat,
                rating_run_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id
            """;

    private static final String ADD_LINES = """
            INSERT INTO invoice_line (invoice_id, n, month, model, meter, price_id, quantity, exact, won,
                discount_percent, terms)
            SELECT $1, * FROM unnest($2::int[], $3::date[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                $8::numeric[], $9::bigint[], $10::numeric[], $11::text[])
            """;

    private static final String NEXT = """
            INSERT INTO invoice_series (supplier, year, last, last_hash)
            VALUES ($1, $2, 0, coalesce((SELECT last_hash FROM invoice_series WHERE supplier = $1 AND year < $2
                ORDER BY year DESC LIMIT 1), decode(repeat('00', 32), 'hex')))
            ON CONFLICT DO NOTHING
            """;

    private static final String TAKE = """
            UPDATE invoice_series SET last = last + 1 WHERE supplier = $1 AND year = $2 RETURNING last, last_hash
            """;

    private static final String FINALISE = """
            UPDATE invoice SET state = 'finalised', supplier = $2, year = $3, serial = $4, number = $5, document = $6,
                previous_hash = $7, hash = $8, finalised_by = $9, finalised_at = $10
            WHERE id = $1
            """;

    private static final String CHAIN = "UPDATE invoice_series SET last_hash = $3 WHERE supplier = $1 AND year = $2";

    private static final String NOTE = """
            INSERT INTO credit_note (invoice_id, line, supply_won, vat_won, reason, noted_by, noted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """;

    /** One draft or final step of a tenant at a time. */
    Uni<Void> lock(SqlConnection connection, String tenant) {
        return run(connection, LOCK_TENANT, Tuple.of(tenant));
    }

    /** Won of credit that paid for spending up to {@code month} and that no invoice that stands has taken off. */
    Uni<BigDecimal> unappliedCredit(SqlConnection connection, String tenant, YearMonth month) {
        return connection
                .preparedQuery(UNAPPLIED_CREDIT)
                .execute(Tuple.of(tenant, month.atDay(1)))
                .map(rows -> rows.iterator().next().getBigDecimal("credit"));
    }

    /** Mean spending of those of the three months before {@code month} that had any; zero when none had. */
    Uni<BigDecimal> meanBefore(SqlConnection connection, String tenant, YearMonth month) {
        return connection
                .preparedQuery(MEAN)
                .execute(Tuple.of(
                        tenant,
                        month.minusMonths(3).atDay(1),
                        month.minusMonths(1).atDay(1)))
                .map(rows -> rows.iterator().next().getBigDecimal("mean"));
    }

    /**
     * Keeps a draft.
     *
     * @param run what it was rated by
     * @param lastSequence last stored sequence in it
     */
    Uni<Long> insert(SqlConnection connection, Drafted draft, long run, long lastSequence, String by, Instant now) {
        Tuple values = Tuple.tuple()
                .addString(draft.tenant())
                .addLocalDate(draft.month().atDay(1))
                .addString(draft.heldReason() == null ? "draft" : "held")
                .addString(draft.heldReason())
                .addLocalDate(draft.issueDate())
                .addLocalDate(draft.dueDate())
                .addBigDecimal(draft.exact())
                .addBigDecimal(draft.credit())
                .addLong(draft.total().supplyWon())
                .addLong(draft.total().vatWon())
                .addLong(draft.total().totalWon())
                .addLong(lastSequence)
                .addString(by)
                .addOffsetDateTime(timestamp(now))
                .addString(draft.vat().name())
                .addLong(run);
        return connection
                .preparedQuery(INSERT)
                .execute(values)
                .map(rows -> rows.iterator().next().getLong("id"))
                .call(id -> run(connection, ADD_LINES, lines(id, draft.lines())));
    }

    /** The supplier's next number of the year and the hash to chain to; nobody else gets one until this transaction ends. */
    Uni<Serial> next(SqlConnection connection, String supplier, int year) {
        return run(connection, NEXT, Tuple.of(supplier, year))
                .chain(() -> connection.preparedQuery(TAKE).execute(Tuple.of(supplier, year)))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Serial(
                            supplier,
                            year,
                            row.getInteger("last"),
                            row.getBuffer("last_hash").getBytes());
                });
    }

    Uni<Void> finalise(SqlConnection connection, long id, Serial serial, Final made, String by, Instant now) {
        Tuple values = Tuple.tuple()
                .addLong(id)
                .addString(serial.supplier())
                .addInteger(serial.year())
                .addInteger(serial.serial())
                .addString(made.number())
                .addString(made.document())
                .addValue(Buffer.buffer(serial.previousHash()))
                .addValue(Buffer.buffer(made.hash()))
                .addString(by)
                .addOffsetDateTime(timestamp(now));
        return run(connection, FINALISE, values)
                .chain(() ->
                        run(connection, CHAIN, Tuple.of(serial.supplier(), serial.year(), Buffer.buffer(made.hash()))));
    }

    Uni<Void> approve(SqlConnection connection, long id) {
        return run(connection, "UPDATE invoice SET state = 'draft', held_reason = NULL WHERE id = $1", Tuple.of(id));
    }

    Uni<Void> discard(SqlConnection connection, long id) {
        return run(connection, "DELETE FROM invoice WHERE id = $1", Tuple.of(id));
    }

    Uni<Void> settle(SqlConnection connection, long id, String reference, String by, Instant now) {
        String sql = """
                UPDATE invoice SET state = 'settled', settled_at = $2, closed_by = $3, closed_reason = $4 WHERE id = $1
                """;
        return run(connection, sql, Tuple.of(id, timestamp(now), by, reference));
    }

    Uni<Void> cancel(SqlConnection connection, long id, String reason, String by, Instant now) {
        String sql = """
                UPDATE invoice SET state = 'voided', voided_at = $2, closed_by = $3, closed_reason = $4 WHERE id = $1
                """;
        return run(connection, sql, Tuple.of(id, timestamp(now), by, reason));
    }

    Uni<Long> note(
            SqlConnection connection,
            long id,
            @Nullable Integer line,
            long supply,
            long vat,
            String reason,
            String by,
            Instant now) {
        return connection
                .preparedQuery(NOTE)
                .execute(Tuple.of(id, line, supply, vat, reason, by).addOffsetDateTime(timestamp(now)))
                .map(rows -> rows.iterator().next().getLong("id"));
    }

    private static Tuple lines(long id, List<InvoiceLine> lines) {
        return Tuple.of(id)
                .addArrayOfInteger(lines.stream().map(InvoiceLine::n).toArray(Integer[]::new))
                .addArrayOfLocalDate(
                        lines.stream().map(line -> line.month().atDay(1)).toArray(LocalDate[]::new))
                .addArrayOfString(lines.stream().map(InvoiceLine::model).toArray(String[]::new))
                .addArrayOfString(lines.stream().map(InvoiceLine::meter).toArray(String[]::new))
                .addArrayOfLong(lines.stream().map(InvoiceLine::priceId).toArray(Long[]::new))
                .addArrayOfLong(lines.stream().map(InvoiceLine::quantity).toArray(Long[]::new))
                .addArrayOfBigDecimal(
                        lines.stream().map(line -> new BigDecimal(line.exact())).toArray(BigDecimal[]::new))
                .addArrayOfLong(lines.stream().map(InvoiceLine::won).toArray(Long[]::new))
                .addArrayOfBigDecimal(lines.stream().map(InvoiceStore::percent).toArray(BigDecimal[]::new))
                .addArrayOfString(lines.stream().map(InvoiceStore::terms).toArray(String[]::new));
    }

    private static @Nullable String terms(InvoiceLine line) {
        Terms terms = line.terms();
        return terms == null ? null : terms.wireName();
    }

    private static @Nullable BigDecimal percent(InvoiceLine line) {
        String percent = line.discountPercent();
        return percent == null ? null : new BigDecimal(percent);
    }

    private static Uni<Void> run(SqlConnection connection, String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values).replaceWithVoid();
    }

    /** A draft before it is kept. */
    record Drafted(
            String tenant,
            YearMonth month,
            LocalDate issueDate,
            LocalDate dueDate,
            Vat vat,
            BigDecimal exact,
            BigDecimal credit,
            WonTotal total,
            List<InvoiceLine> lines,
            @Nullable String heldReason) {}

    /** @param previousHash 32 bytes; zeros before the supplier's first invoice */
    record Serial(String supplier, int year, int serial, byte[] previousHash) {}

    /** @param document JSON, exactly as it was hashed */
    record Final(String number, String document, byte[] hash) {}
}
