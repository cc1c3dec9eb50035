package kr.hangil.billing.budget;

import static kr.hangil.billing.database.Columns.instant;
import static kr.hangil.billing.database.Columns.timestamp;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** The table {@code budget}, with what is spent and leased of each. */
@ApplicationScoped
class BudgetStore {

    private static final String INSERT = """
            INSERT INTO budget (tenant, scope, scope_id, period, limit_won, hard, alert_thresholds, webhook_url,
                webhook_secret, email, created_by, created_at, changed_by, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $12) RETURNING id
            """;

    private static final String UPDATE = """
            UPDATE budget SET limit_won = $3, hard = $4, alert_thresholds = $5, webhook_url = $6, webhook_secret = $7,
                email = $8, changed_by = $9, changed_at = $10
            WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL
            """;

    private static final String DELETE = """
            UPDATE budget SET deleted_at = $3, changed_by = $4, changed_at = $3
            WHERE tenant = $1 AND id = $2 AND deleted_at IS NULL
            """;

    private static final String SELECT = """
            SELECT b.*, coalesce(t.spent, 0) AS spent, coalesce(l.leased, 0) AS leased
            FROM budget b
            CROSS JOIN LATERAL (SELECT CASE b.period WHEN 'day' THEN $3::timestamptz ELSE $4::timestamptz END AS start) p
            LEFT JOIN LATERAL (
                SELECT sum(amount) AS spent
                FROM spent_in(b.tenant, b.scope, b.scope_id, b.period, p.start)) t ON true
            LEFT JOIN LATERAL (
                SELECT sum(greatest(l.granted - coalesce(s.amount, 0), 0)) AS leased
                FROM lease_pool o JOIN lease l ON l.pool_id = o.id
                LEFT JOIN spent_in(b.tenant, b.scope, b.scope_id, b.period, p.start) s ON s.source = l.holder
                WHERE b.hard AND o.tenant = b.tenant AND o.budget_id = b.id AND o.period_start = p.start) l ON true
            WHERE b.tenant = $1 AND b.deleted_at IS NULL AND b.id > $2
            """;

    private static final String PAGE = SELECT + " ORDER BY b.id LIMIT $5";
    private static final String ONE = SELECT + " AND b.id = $5";

    Uni<Long> insert(
            SqlConnection connection,
            String tenant,
            BudgetDraft draft,
            @Nullable String secret,
            String by,
            Instant now) {
        Tuple values = Tuple.tuple()
                .addString(tenant)
                .addString(draft.scope().wireName())
                .addString(draft.scopeIdOrEmpty())
                .addString(draft.period().wireName());
        addMutable(values, draft, secret).addString(by).addOffsetDateTime(timestamp(now));
        return connection
                .preparedQuery(INSERT)
                .execute(values)
                .map(rows -> rows.iterator().next().getLong("id"));
    }

    Uni<Void> update(
            SqlConnection connection,
            String tenant,
            long id,
            BudgetDraft draft,
            @Nullable String secret,
            String by,
            Instant now) {
        Tuple values = Tuple.tuple().addString(tenant).addLong(id);
        addMutable(values, draft, secret).addString(by).addOffsetDateTime(timestamp(now));
        return connection.preparedQuery(UPDATE).execute(values).replaceWithVoid();
    }

    Uni<Boolean> delete(SqlConnection connection, String tenant, long id, String by, Instant now) {
        return connection
                .preparedQuery(DELETE)
                .execute(Tuple.of(tenant, id, timestamp(now), by))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Budgets with a number over {@code after}. */
    Uni<List<Budget>> page(SqlConnection connection, String tenant, int limit, long after, Instant now) {
        return connection
                .preparedQuery(PAGE)
                .execute(parameters(tenant, after, now).addInteger(limit))
                .map(rows -> Columns.list(rows, row -> budget(row, now)));
    }

    Uni<Optional<Budget>> find(SqlConnection connection, String tenant, long id, Instant now) {
        return connection
                .preparedQuery(ONE)
                .execute(parameters(tenant, 0, now).addLong(id))
                .map(rows ->
                        Columns.list(rows, row -> budget(row, now)).stream().findFirst());
    }

    private static Tuple parameters(String tenant, long after, Instant now) {
        return Tuple.of(tenant, after, timestamp(SpendPeriod.DAY.start(now)), timestamp(SpendPeriod.MONTH.start(now)));
    }

    private static Tuple addMutable(Tuple values, BudgetDraft draft, @Nullable String secret) {
        return values.addLong(draft.limitWon())
                .addBoolean(draft.hard())
                .addArrayOfInteger(draft.thresholds().toArray(Integer[]::new))
                .addString(draft.webhookUrl())
                .addString(secret)
                .addString(draft.email());
    }

    private static Budget budget(Row row, Instant now) {
        BigDecimal spent = row.getBigDecimal("spent");
        BigDecimal remaining = BigDecimal.valueOf(row.getLong("limit_won")).subtract(spent);
        String scopeId = row.getString("scope_id");
        SpendPeriod period = SpendPeriod.of(row.getString("period"));
        return new Budget(
                row.getLong("id"),
                row.getString("tenant"),
                BudgetDraft.Scope.of(row.getString("scope")),
                scopeId.isEmpty() ? null : scopeId,
                period,
                row.getLong("limit_won"),
                row.getBoolean("hard"),
                Arrays.asList(row.getArrayOfIntegers("alert_thresholds")),
                row.getString("webhook_url"),
                row.getString("webhook_secret"),
                row.getString("email"),
                ExactWon.text(spent),
                ExactWon.text(row.getBigDecimal("leased")),
                ExactWon.text(remaining.max(BigDecimal.ZERO)),
                period.end(now),
                instant(row, "created_at"),
                row.getString("created_by"),
                instant(row, "changed_at"),
                row.getString("changed_by"));
    }
}
