package kr.hangil.billing.invoice;

import static kr.hangil.billing.database.Columns.timestamp;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import kr.hangil.billing.database.Columns;
import org.jspecify.annotations.Nullable;

/** The table {@code invoice_drafting}. */
@ApplicationScoped
class DraftingStore {

    /** Tenants that spent something up to the month of which some is not billed, and whose month is not drawn. */
    private static final String WAITING = """
            SELECT s.tenant FROM (
                SELECT tenant, sum(amount) AS amount FROM spend_total
                WHERE scope = 'tenant' AND period_start < ($1::date + interval '1 month') AT TIME ZONE 'Asia/Seoul' GROUP BY 1) s
            LEFT JOIN (SELECT i.tenant, sum(l.exact) AS amount FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id
                WHERE i.state NOT IN ('draft', 'held', 'voided') AND l.kind = 'usage' AND l.month <= $1 GROUP BY 1) b
                ON b.tenant = s.tenant
            WHERE s.amount <> coalesce(b.amount, 0) AND NOT EXISTS (SELECT FROM invoice_drafting d
                WHERE d.tenant = s.tenant AND d.month = $1 AND d.problem IS NULL)
            ORDER BY 1
            """;

    private static final String IS_DRAWN = """
            SELECT EXISTS (SELECT FROM invoice_drafting WHERE tenant = $1 AND month = $2 AND problem IS NULL) AS drawn
            """;

    private static final String DRAWN = """
            INSERT INTO invoice_drafting (tenant, month, invoice_id, problem, attempts, tried_at)
            VALUES ($1, $2, $3, NULL, 1, $4)
            ON CONFLICT (tenant, month) DO UPDATE SET invoice_id = EXCLUDED.invoice_id, problem = NULL,
                attempts = invoice_drafting.attempts + 1, tried_at = EXCLUDED.tried_at
            """;

    private static final String FAILED = """
            INSERT INTO invoice_drafting (tenant, month, invoice_id, problem, attempts, tried_at)
            VALUES ($1, $2, NULL, $3, 1, $4)
            ON CONFLICT (tenant, month) DO UPDATE SET problem = EXCLUDED.problem,
                attempts = invoice_drafting.attempts + 1, tried_at = EXCLUDED.tried_at
            WHERE invoice_drafting.problem IS NOT NULL
            RETURNING old.problem IS DISTINCT FROM new.problem AS changed
            """;

    private static final String PAGE = """
            SELECT * FROM invoice_drafting WHERE month = $1 AND tenant > $2 ORDER BY tenant LIMIT $3
            """;

    Uni<List<String>> waiting(SqlConnection connection, YearMonth month) {
        return connection
                .preparedQuery(WAITING)
                .execute(Tuple.of(month.atDay(1)))
                .map(rows -> Columns.list(rows, row -> row.getString("tenant")));
    }

    Uni<Boolean> isDrawn(SqlConnection connection, String tenant, YearMonth month) {
        return connection
                .preparedQuery(IS_DRAWN)
                .execute(Tuple.of(tenant, month.atDay(1)))
                .map(rows -> rows.iterator().next().getBoolean("drawn"));
    }

    Uni<Void> drawn(SqlConnection connection, String tenant, YearMonth month, long invoice, Instant now) {
        return connection
                .preparedQuery(DRAWN)
                .execute(Tuple.of(tenant, month.atDay(1), invoice, timestamp(now)))
                .replaceWithVoid();
    }

    /** Notes a failure, unless the month was drawn meanwhile; whether it is another one than was noted before. */
    Uni<Boolean> failed(SqlConnection connection, String tenant, YearMonth month, String problem, Instant now) {
        return connection
                .preparedQuery(FAILED)
                .execute(Tuple.of(tenant, month.atDay(1), problem, timestamp(now)))
                .map(rows -> rows.rowCount() > 0 && rows.iterator().next().getBoolean("changed"));
    }

    Uni<List<Attempt>> page(SqlConnection connection, YearMonth month, int limit, String after) {
        return connection
                .preparedQuery(PAGE)
                .execute(Tuple.of(month.atDay(1), after, limit))
                .map(rows -> Columns.list(rows, DraftingStore::attempt));
    }

    private static Attempt attempt(Row row) {
        return new Attempt(
                row.getString("tenant"),
                YearMonth.from(row.getLocalDate("month")),
                row.getLong("invoice_id"),
                row.getString("problem"),
                row.getInteger("attempts"),
                Columns.instant(row, "tried_at"));
    }

    /**
     * What became of drawing a tenant's month without being asked.
     *
     * @param invoiceId the draft; it may be discarded by now; null while drawing failed
     * @param problem why drawing failed, at most 500 characters; null once it did not
     * @param attempts tries so far, >= 1
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Attempt(
            String tenant,
            YearMonth month,
            @Nullable Long invoiceId,
            @Nullable String problem,
            int attempts,
            Instant triedAt) {}
}
