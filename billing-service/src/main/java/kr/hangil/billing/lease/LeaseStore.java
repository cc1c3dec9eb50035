package kr.hangil.billing.lease;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.lease.PoolKey.HardBudget;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.budget.BudgetLease;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest.Ask;
import org.jspecify.annotations.Nullable;

/** The tables of leases. */
@ApplicationScoped
class LeaseStore {

    private static final String SEE = """
            INSERT INTO lease_holder (holder, seen_at) VALUES ($1, $2)
            ON CONFLICT (holder) DO UPDATE SET seen_at = greatest(lease_holder.seen_at, EXCLUDED.seen_at)
            """;

    private static final String BUDGETS = """
            SELECT b.id, b.tenant, b.scope, b.scope_id, b.period, b.limit_won FROM budget b
            WHERE b.hard AND b.deleted_at IS NULL
                AND (b.tenant, b.scope, b.scope_id) IN (
                    SELECT t, 'tenant', '' FROM unnest($1::text[]) t
                    UNION SELECT t, 'project', p FROM unnest($1::text[], $2::text[]) a (t, p) WHERE p IS NOT NULL
                    UNION SELECT t, 'key', k FROM unnest($1::text[], $3::text[]) a (t, k) WHERE k IS NOT NULL)
            ORDER BY b.id
            """;

    private static final String PREPAID = """
            SELECT tenant FROM credit_account WHERE mode = 'prepaid' AND tenant = ANY ($1::text[])
            """;

    private static final String FIND = """
            SELECT p.id, p.tenant, p.budget_id, p.period_start
            FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) k (tenant, budget_id, period_start)
            JOIN lease_pool p ON p.tenant = k.tenant AND p.budget_id IS NOT DISTINCT FROM k.budget_id
                AND p.period_start IS NOT DISTINCT FROM k.period_start
            """;

    private static final String OPEN = """
            INSERT INTO lease_pool (tenant, budget_id, period_start)
            SELECT * FROM unnest($1::text[], $2::bigint[], $3::timestamptz[]) ON CONFLICT DO NOTHING
            """;

    private static final String HELD = """
            SELECT l.pool_id FROM lease l JOIN lease_pool p ON p.id = l.pool_id
            WHERE l.holder = $1 AND (p.period_start IS NULL OR p.period_start >= $2)
            """;

    private static final String LOCK = """
            SELECT id, tenant, budget_id, period_start FROM lease_pool WHERE id = ANY ($1::bigint[])
            ORDER BY id FOR UPDATE
            """;

    private static final String GRANTED = """
            SELECT l.pool_id, l.holder, l.granted, h.seen_at < $2 AS silent
            FROM lease l JOIN lease_holder h ON h.holder = l.holder WHERE l.pool_id = ANY ($1::bigint[])
            """;

    private static final String SPENT = """
            SELECT p.id AS pool_id, t.source, t.amount
            FROM lease_pool p JOIN budget b ON b.id = p.budget_id
            CROSS JOIN LATERAL spent_in(p.tenant, b.scope, b.scope_id, b.period, p.period_start) t
            WHERE p.id = ANY ($1::bigint[])
            UNION ALL
            SELECT p.id, t.source, sum(t.amount)
            FROM lease_pool p JOIN spend_total t ON t.tenant = p.tenant AND t.scope = 'credit'
            WHERE p.id = ANY ($1::bigint[]) AND p.budget_id IS NULL
            GROUP BY 1, 2
            """;

    private static final String SPENDING = """
            SELECT k.tenant, k.key_id, coalesce(sum(t.amount) FILTER (WHERE t.period_start = $3), 0) AS day,
                coalesce(sum(t.amount), 0) AS month
            FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[]) a (tenant, key_id) WHERE key_id IS NOT NULL) k
            LEFT JOIN spend_total t ON t.tenant = k.tenant AND t.scope = 'key' AND t.scope_id = k.key_id
                AND t.period_start >= $4 AND t.period_start < $5
            GROUP BY 1, 2
            """;

    private static final String KEEP = """
            INSERT INTO lease (pool_id, holder, granted)
            SELECT * FROM unnest($1::bigint[], $2::text[], $3::numeric[])
            ON CONFLICT (pool_id, holder) DO UPDATE SET granted = EXCLUDED.granted
            """;

    /** Notes that {@code holder} is there; its requests follow one another from here on. */
    Uni<Void> see(SqlConnection connection, String holder, Instant now) {
        return connection
                .preparedQuery(SEE)
                .execute(Tuple.of(holder, timestamp(now)))
                .replaceWithVoid();
    }

    /** The hard budgets that any of {@code asks} spends from. */
    Uni<List<HardBudget>> budgets(SqlConnection connection, List<Ask> asks) {
        Tuple callers = Tuple.tuple()
                .addArrayOfString(asks.stream().map(Ask::tenant).toArray(String[]::new))
                .addArrayOfString(asks.stream().map(Ask::project).toArray(String[]::new))
                .addArrayOfString(asks.stream().map(Ask::keyId).toArray(String[]::new));
        return connection.preparedQuery(BUDGETS).execute(callers).map(rows -> Columns.list(rows, LeaseStore::budget));
    }

    /** Those of {@code tenants} that spend credit alone. */
    Uni<Set<String>> prepaid(SqlConnection connection, Collection<String> tenants) {
        return connection
                .preparedQuery(PREPAID)
                .execute(Tuple.tuple().addArrayOfString(tenants.toArray(String[]::new)))
                .map(rows -> Columns.list(rows, row -> row.getString("tenant")).stream()
                        .collect(Collectors.toSet()));
    }

    /** The number of each pool, made where it is not there. */
    Uni<Map<PoolKey, Long>> pools(SqlConnection connection, SortedSet<PoolKey> keys) {
        if (keys.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return find(connection, keys).flatMap(found -> {
            List<PoolKey> missing =
                    keys.stream().filter(key -> !found.containsKey(key)).toList();
            return missing.isEmpty()
                    ? Uni.createFrom().item(found)
                    : connection.preparedQuery(OPEN).execute(columns(missing)).chain(() -> find(connection, keys));
        });
    }

    /** Pools of which {@code holder} holds a share, credit and those of periods that began at {@code from} or later. */
    Uni<List<Long>> held(SqlConnection connection, String holder, Instant from) {
        return connection
                .preparedQuery(HELD)
                .execute(Tuple.of(holder, timestamp(from)))
                .map(rows -> Columns.list(rows, row -> row.getLong("pool_id")));
    }

    /** Locks the pools until the transaction ends; unknown numbers are left out. */
    Uni<Map<Long, PoolKey>> lock(SqlConnection connection, Collection<Long> ids) {
        return connection.preparedQuery(LOCK).execute(ids(ids)).map(rows -> {
            Map<Long, PoolKey> locked = new HashMap<>();
            rows.forEach(row -> locked.put(row.getLong("id"), key(row)));
            return locked;
        });
    }

    /** Every share of the pools. @param silentSince holders not seen since count as silent */
    Uni<List<Share>> granted(SqlConnection connection, Collection<Long> ids, Instant silentSince) {
        return connection
                .preparedQuery(GRANTED)
                .execute(ids(ids).addOffsetDateTime(timestamp(silentSince)))
                .map(rows -> Columns.list(
                        rows,
                        row -> new Share(
                                row.getLong("pool_id"),
                                row.getString("holder"),
                                row.getBigDecimal("granted"),
                                row.getBoolean("silent"))));
    }

    /** What was spent of each pool, by source. */
    Uni<Map<Long, Map<String, BigDecimal>>> spent(SqlConnection connection, Collection<Long> ids) {
        return connection.preparedQuery(SPENT).execute(ids(ids)).map(rows -> {
            Map<Long, Map<String, BigDecimal>> spent = new HashMap<>();
            for (Row row : rows) {
                spent.computeIfAbsent(row.getLong("pool_id"), id -> new HashMap<>())
                        .put(row.getString("source"), row.getBigDecimal("amount"));
            }
            return spent;
        });
    }

    /** What the keys of {@code asks} have spent of the day and the month that {@code now} is in. */
    Uni<Map<Key, LeaseAnswer.Spending>> spending(SqlConnection connection, List<Ask> asks, Instant now) {
        Tuple keys = Tuple.tuple()
                .addArrayOfString(asks.stream().map(Ask::tenant).toArray(String[]::new))
                .addArrayOfString(asks.stream().map(Ask::keyId).toArray(String[]::new))
                .addOffsetDateTime(timestamp(SpendPeriod.DAY.start(now)))
                .addOffsetDateTime(timestamp(SpendPeriod.MONTH.start(now)))
                .addOffsetDateTime(timestamp(SpendPeriod.MONTH.end(now)));
        return connection.preparedQuery(SPENDING).execute(keys).map(rows -> {
            Map<Key, LeaseAnswer.Spending> spending = new HashMap<>();
            rows.forEach(row -> spending.put(
                    new Key(row.getString("tenant"), row.getString("key_id")),
                    new LeaseAnswer.Spending(row.getBigDecimal("day"), row.getBigDecimal("month"))));
            return spending;
        });
    }

    Uni<Void> keep(SqlConnection connection, List<Share> shares) {
        if (shares.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfLong(shares.stream().map(Share::pool).toArray(Long[]::new))
                .addArrayOfString(shares.stream().map(Share::holder).toArray(String[]::new))
                .addArrayOfBigDecimal(shares.stream().map(Share::granted).toArray(BigDecimal[]::new));
        return connection.preparedQuery(KEEP).execute(columns).replaceWithVoid();
    }

    private static Uni<Map<PoolKey, Long>> find(SqlConnection connection, Collection<PoolKey> keys) {
        return connection.preparedQuery(FIND).execute(columns(keys)).map(rows -> {
            Map<PoolKey, Long> found = new HashMap<>();
            rows.forEach(row -> found.put(key(row), row.getLong("id")));
            return found;
        });
    }

    private static Tuple columns(Collection<PoolKey> keys) {
        return Tuple.tuple()
                .addArrayOfString(keys.stream().map(PoolKey::tenant).toArray(String[]::new))
                .addArrayOfLong(keys.stream().map(PoolKey::budget).toArray(Long[]::new))
                .addArrayOfOffsetDateTime(keys.stream()
                        .map(key -> optionalTimestamp(key.periodStart()))
                        .toArray(OffsetDateTime[]::new));
    }

    private static Tuple ids(Collection<Long> ids) {
        return Tuple.tuple().addArrayOfLong(new ArrayList<>(ids).toArray(Long[]::new));
    }

    private static PoolKey key(Row row) {
        return new PoolKey(row.getString("tenant"), row.getLong("budget_id"), optionalInstant(row, "period_start"));
    }

    private static HardBudget budget(Row row) {
        return new HardBudget(
                row.getLong("id"),
                row.getString("tenant"),
                BudgetLease.Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                row.getString("scope_id"),
                SpendPeriod.of(row.getString("period")),
                BigDecimal.valueOf(row.getLong("limit_won")));
    }

    /** An API key. */
    record Key(String tenant, @Nullable String keyId) {}

    /** @param silent whether its holder has not been seen for too long */
    record Share(long pool, String holder, BigDecimal granted, boolean silent) {}
}
