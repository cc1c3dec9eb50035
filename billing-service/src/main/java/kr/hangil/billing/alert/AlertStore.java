package kr.hangil.billing.alert;

import static kr.hangil.billing.database.Columns.instant;
import static kr.hangil.billing.database.Columns.optionalTimestamp;
import static kr.hangil.billing.database.Columns.timestamp;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** The tables of alerts. */
@ApplicationScoped
class AlertStore {

    private static final String RAISE = """
            WITH reached AS (
                SELECT b.id, p.start, t.threshold, b.limit_won, s.spent
                FROM budget b
                CROSS JOIN LATERAL (
                    SELECT CASE b.period WHEN 'day' THEN $2::timestamptz ELSE $3::timestamptz END AS start) p
                CROSS JOIN LATERAL (
                    SELECT sum(amount) AS spent FROM spent_in(b.tenant, b.scope, b.scope_id, b.period, p.start)) s
                CROSS JOIN LATERAL unnest(b.alert_thresholds) t (threshold)
                WHERE b.deleted_at IS NULL AND s.spent * 100 >= b.limit_won::numeric * t.threshold
            ), raised AS (
                INSERT INTO budget_alert (budget_id, period_start, threshold, limit_won, spent, raised_at)
                SELECT id, start, threshold, limit_won, spent, $1 FROM reached ORDER BY id, threshold
                ON CONFLICT DO NOTHING
                RETURNING id, budget_id
            )
            INSERT INTO alert_delivery (alert_id, channel, due_at)
            SELECT r.id, c.channel, $1 FROM raised r
            JOIN budget b ON b.id = r.budget_id
            CROSS JOIN LATERAL (VALUES ('webhook', b.webhook_url), ('email', b.email)) c (channel, target)
            WHERE c.target IS NOT NULL
            """;

    private static final String CLAIM = """
            WITH claimed AS (
                UPDATE alert_delivery d SET attempts = d.attempts + 1, due_at = $2
                WHERE d.id IN (
                    SELECT id FROM alert_delivery WHERE due_at <= $1 ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
                RETURNING d.id, d.alert_id, d.channel, d.attempts
            )
            SELECT c.id AS delivery, c.channel, c.attempts, a.id, a.period_start, a.threshold, a.limit_won, a.spent,
                a.raised_at, b.id AS budget, b.tenant, b.scope, b.scope_id, b.period, b.hard,
                CASE c.channel WHEN 'webhook' THEN b.webhook_url ELSE b.email END AS target, b.webhook_secret
            FROM claimed c JOIN budget_alert a ON a.id = c.alert_id JOIN budget b ON b.id = a.budget_id
            """;

    private static final String DELIVERED = """
            UPDATE alert_delivery SET due_at = NULL, delivered_at = $2, last_error = NULL WHERE id = $1
            """;

    private static final String FAILED = "UPDATE alert_delivery SET due_at = $2, last_error = $3 WHERE id = $1";

    /** Raises what budgets have reached and not told yet, and lines up the deliveries. */
    Uni<Integer> raise(SqlConnection connection, Instant now) {
        return connection
                .preparedQuery(RAISE)
                .execute(Tuple.of(
                        timestamp(now), timestamp(SpendPeriod.DAY.start(now)), timestamp(SpendPeriod.MONTH.start(now))))
                .map(rows -> rows.rowCount());
    }

    /** Deliveries that are due; until {@code reservedUntil} nobody else is given them. */
    Uni<List<Delivery>> claim(SqlConnection connection, Instant now, Instant reservedUntil, int limit) {
        return connection
                .preparedQuery(CLAIM)
                .execute(Tuple.of(timestamp(now), timestamp(reservedUntil), limit))
                .map(rows -> Columns.list(rows, AlertStore::delivery));
    }

    Uni<Void> delivered(SqlConnection connection, long delivery, Instant now) {
        return connection
                .preparedQuery(DELIVERED)
                .execute(Tuple.of(delivery, timestamp(now)))
                .replaceWithVoid();
    }

    /** @param again when it is due next; null to give it up */
    Uni<Void> failed(SqlConnection connection, long delivery, @Nullable Instant again, String error) {
        return connection
                .preparedQuery(FAILED)
                .execute(Tuple.of(delivery, optionalTimestamp(again), error))
                .replaceWithVoid();
    }

    private static Delivery delivery(Row row) {
        String scopeId = row.getString("scope_id");
        BudgetAlert alert = new BudgetAlert(
                "alert_" + row.getLong("id"),
                BudgetAlert.TYPE,
                row.getString("tenant"),
                row.getLong("budget"),
                row.getString("scope"),
                scopeId.isEmpty() ? null : scopeId,
                row.getString("period"),
                instant(row, "period_start"),
                row.getInteger("threshold"),
                row.getLong("limit_won"),
                ExactWon.text(row.getBigDecimal("spent")),
                row.getBoolean("hard"),
                instant(row, "raised_at"));
        return new Delivery(
                row.getLong("delivery"),
                row.getString("channel").equals("webhook"),
                row.getInteger("attempts"),
                row.getString("target"),
                row.getString("webhook_secret"),
                alert);
    }

    /**
     * One alert on one way out.
     *
     * @param attempts tries so far, this one included
     * @param target address to post or mail to; null when the budget has none any more
     * @param secret what a webhook is signed with
     */
    record Delivery(
            long id,
            boolean webhook,
            int attempts,
            @Nullable String target,
            @Nullable String secret,
            BudgetAlert alert) {

        @Override
        public String toString() {
            return "Delivery[" + id + " of " + alert.id() + "]";
        }
    }
}
