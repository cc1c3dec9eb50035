package kr.hangil.billing.credit;

import static kr.hangil.billing.database.Columns.instant;
import static kr.hangil.billing.database.Columns.optionalInstant;
import static kr.hangil.billing.database.Columns.optionalTimestamp;
import static kr.hangil.billing.database.Columns.timestamp;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import kr.hangil.billing.credit.CreditStanding.Draw;
import kr.hangil.billing.database.Columns;

/** The tables of credit. */
@ApplicationScoped
class CreditStore {

    /** Waits for every transaction that adds to totals of spending, and makes the next ones wait. */
    private static final String LOCK_ACCOUNTS = "LOCK TABLE credit_account IN EXCLUSIVE MODE";

    private static final String OPEN = """
            INSERT INTO credit_account (tenant, credited_since, mode) VALUES ($1, $2, 'prepaid') ON CONFLICT DO NOTHING
            """;

    /** Events of gateways whose clocks are ahead were charged before the account was there. */
    private static final String COUNT_AHEAD = """
            INSERT INTO spend_total (tenant, scope, scope_id, period_start, source, amount)
            SELECT e.tenant, 'credit', '', date_trunc('month', e.event_time, 'Asia/Seoul'), e.source,
                sum(c.amount)
            FROM credit_account a
            JOIN usage_event e ON e.tenant = a.tenant AND e.event_time >= a.credited_since
            JOIN charge c ON c.event_time = e.event_time AND c.seq = e.seq
            WHERE a.tenant = $1
            GROUP BY 1, 4, 5 HAVING sum(c.amount) > 0
            ON CONFLICT DO NOTHING
            """;

    private static final String POOL = """
            INSERT INTO lease_pool (tenant, budget_id, period_start) VALUES ($1, NULL, NULL) ON CONFLICT DO NOTHING
            """;

    private static final String LOCK_POOL = """
            SELECT id FROM lease_pool WHERE tenant = $1 AND budget_id IS NULL FOR UPDATE
            """;

    private static final String GRANT = """
            INSERT INTO credit_grant (tenant, amount_won, priority, expires_at, reference, granted_by, granted_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
            """;

    private static final String GRANTS = """
            SELECT g.id, g.amount_won, g.refunded_won, g.priority, g.expires_at, g.granted_at, g.reference, g.granted_by,
                coalesce((SELECT sum(d.amount) FROM credit_draw d WHERE d.grant_id = g.id), 0) AS drawn
            FROM credit_grant g WHERE g.tenant = $1 ORDER BY g.id
            """;

    private static final String UNSETTLED = """
            SELECT s.period_start, s.amount - coalesce(d.amount, 0) AS unsettled
            FROM (SELECT period_start, sum(amount) AS amount FROM spend_total
                WHERE tenant = $1 AND scope = 'credit' GROUP BY 1) s
            LEFT JOIN (SELECT d.month, sum(d.amount) AS amount FROM credit_draw d
                JOIN credit_grant g ON g.id = d.grant_id WHERE g.tenant = $1 GROUP BY 1) d ON d.month = s.period_start
            WHERE s.amount > coalesce(d.amount, 0)
            ORDER BY 1
            """;

    private static final String DRAW = """
            INSERT INTO credit_draw (grant_id, month, amount)
            SELECT * FROM unnest($1::bigint[], $2::timestamptz[], $3::numeric[])
            ON CONFLICT (grant_id, month) DO UPDATE SET amount = credit_draw.amount + EXCLUDED.amount
            """;

    private static final String HELD_ELSEWHERE = """
            SELECT coalesce(sum(greatest(l.granted - coalesce(t.amount, 0), 0)), 0) AS held
            FROM lease_pool p JOIN lease l ON l.pool_id = p.id
            LEFT JOIN (SELECT source, sum(amount) AS amount FROM spend_total
                WHERE tenant = $1 AND scope = 'credit' GROUP BY 1) t ON t.source = l.holder
            WHERE p.tenant = $1 AND p.budget_id IS NULL
            """;

    private static final String ADD_REFUND = """
            INSERT INTO credit_refund (grant_id, amount_won, reason, refunded_by, refunded_at)
            VALUES ($1, $2, $3, $4, $5) RETURNING id
            """;

    private static final String REFUND = "UPDATE credit_grant SET refunded_won = refunded_won + $2 WHERE id = $1";

    Uni<Optional<BillingMode>> mode(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery("SELECT mode FROM credit_account WHERE tenant = $1")
                .execute(Tuple.of(tenant))
                .map(rows -> Columns.list(rows, row -> BillingMode.of(row.getString("mode"))).stream()
                        .findFirst());
    }

    Uni<Boolean> setMode(SqlConnection connection, String tenant, BillingMode mode) {
        return connection
                .preparedQuery("UPDATE credit_account SET mode = $2, revision = revision + 1 WHERE tenant = $1")
                .execute(Tuple.of(tenant, mode.wireName()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Makes {@code tenant} a credited one from {@code now} on; does nothing where it is. */
    Uni<Void> open(SqlConnection connection, String tenant, Instant now) {
        return mode(connection, tenant)
                .flatMap(mode -> mode.isPresent()
                        ? Uni.createFrom().voidItem()
                        : connection
                                .query(LOCK_ACCOUNTS)
                                .execute()
                                .chain(() -> execute(connection, OPEN, Tuple.of(tenant, timestamp(now))))
                                .chain(() -> execute(connection, COUNT_AHEAD, Tuple.of(tenant)))
                                .chain(() -> execute(connection, POOL, Tuple.of(tenant))));
    }

    /** Holds the tenant's credit until the transaction ends; all that change what is left of it do. */
    Uni<Void> lock(SqlConnection connection, String tenant) {
        return execute(connection, LOCK_POOL, Tuple.of(tenant));
    }

    Uni<Long> grant(SqlConnection connection, String tenant, CreditDraft draft, String by, Instant now) {
        Tuple values = Tuple.of(
                tenant,
                draft.amountWon(),
                draft.priorityOrDefault(),
                optionalTimestamp(draft.expiresAt()),
                draft.reference(),
                by);
        return id(connection, GRANT, values.addValue(timestamp(now)));
    }

    Uni<List<Entry>> grants(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery(GRANTS)
                .execute(Tuple.of(tenant))
                .map(rows -> Columns.list(rows, CreditStore::entry));
    }

    Uni<SortedMap<Instant, BigDecimal>> unsettled(SqlConnection connection, String tenant) {
        return connection.preparedQuery(UNSETTLED).execute(Tuple.of(tenant)).map(rows -> {
            SortedMap<Instant, BigDecimal> months = new TreeMap<>();
            rows.forEach(row -> months.put(instant(row, "period_start"), row.getBigDecimal("unsettled")));
            return months;
        });
    }

    Uni<Void> draw(SqlConnection connection, List<Draw> draws) {
        if (draws.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfLong(draws.stream().map(Draw::grantId).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(
                        draws.stream().map(draw -> timestamp(draw.month())).toArray(OffsetDateTime[]::new))
                .addArrayOfBigDecimal(draws.stream().map(Draw::amount).toArray(BigDecimal[]::new));
        return execute(connection, DRAW, columns);
    }

    /** Won of credit that gateways hold and have not spent. */
    Uni<BigDecimal> held(SqlConnection connection, String tenant) {
        return connection
                .preparedQuery(HELD_ELSEWHERE)
                .execute(Tuple.of(tenant))
                .map(rows -> rows.iterator().next().getBigDecimal("held"));
    }

    Uni<Long> refund(SqlConnection connection, long grant, RefundDraft draft, String by, Instant now) {
        return id(connection, ADD_REFUND, Tuple.of(grant, draft.amountWon(), draft.reason(), by, timestamp(now)))
                .call(() -> execute(connection, REFUND, Tuple.of(grant, draft.amountWon())));
    }

    /** Credited tenants with a name over {@code after}, at most {@code limit}. */
    Uni<List<String>> tenants(SqlConnection connection, String after, int limit) {
        return connection
                .preparedQuery("SELECT tenant FROM credit_account WHERE tenant > $1 ORDER BY tenant LIMIT $2")
                .execute(Tuple.of(after, limit))
                .map(rows -> Columns.list(rows, row -> row.getString("tenant")));
    }

    private static Uni<Void> execute(SqlConnection connection, String sql, Tuple values) {
        return connection.preparedQuery(sql).execute(values).replaceWithVoid();
    }

    private static Uni<Long> id(SqlConnection connection, String sql, Tuple values) {
        return connection
                .preparedQuery(sql)
                .execute(values)
                .map(rows -> rows.iterator().next().getLong("id"));
    }

    private static Entry entry(Row row) {
        CreditGrant grant = new CreditGrant(
                row.getLong("id"),
                row.getLong("amount_won"),
                row.getLong("refunded_won"),
                row.getBigDecimal("drawn"),
                row.getInteger("priority"),
                optionalInstant(row, "expires_at"),
                instant(row, "granted_at"));
        return new Entry(grant, row.getString("reference"), row.getString("granted_by"));
    }

    /** A grant with what was said of it. */
    record Entry(CreditGrant grant, String reference, String grantedBy) {}
}
