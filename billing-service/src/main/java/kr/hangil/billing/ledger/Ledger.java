package kr.hangil.billing.ledger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kr.hangil.billing.database.Columns;

/** The tables of the ledger. */
@ApplicationScoped
public class Ledger {

    private static final String BEGIN = """
            INSERT INTO ledger_transaction (id, tenant, posted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;

    private static final String ACCOUNTS = """
            INSERT INTO ledger_account (tenant, kind) SELECT $1, k FROM unnest($2::text[]) k ON CONFLICT DO NOTHING
            """;

    private static final String ENTER = """
            INSERT INTO ledger_entry (transaction_id, account_id, currency, amount)
            SELECT $1, a.id, 'KRW', e.amount FROM unnest($3::text[], $4::numeric[]) e (kind, amount)
            JOIN ledger_account a ON a.tenant = $2 AND a.kind = e.kind
            """;

    private static final String REVERSE = """
            INSERT INTO ledger_entry (transaction_id, account_id, currency, amount)
            SELECT $1, account_id, currency, -amount FROM ledger_entry WHERE transaction_id = $2
            """;

    private static final String BALANCES = """
            SELECT a.kind, coalesce(sum(e.amount), 0) AS balance FROM ledger_account a
            LEFT JOIN ledger_entry e ON e.account_id = a.id WHERE a.tenant = $1 GROUP BY 1
            """;

    /**
     * Posts entries, once: a transaction of this id that is there stays as it is.
     *
     * @param entries won by account, debits positive; zeros are left out
     * @throws IllegalArgumentException when they do not add up to zero
     */
    public Uni<Void> post(
            SqlConnection connection, String id, String tenant, Instant at, Map<Account, BigDecimal> entries) {
        BigDecimal sum = entries.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        if (sum.signum() != 0) {
            throw new IllegalArgumentException(id + " does not balance: " + sum + " won are left over");
        }
        List<Map.Entry<Account, BigDecimal>> some = entries.entrySet().stream()
                .filter(entry -> entry.getValue().signum() != 0)
                .toList();
        String[] kinds = some.stream().map(entry -> entry.getKey().wireName()).toArray(String[]::new);
        BigDecimal[] amounts = some.stream().map(Map.Entry::getValue).toArray(BigDecimal[]::new);
        return begin(connection, id, tenant, at)
                .flatMap(begun -> begun
                        ? connection
                                .preparedQuery(ACCOUNTS)
                                .execute(Tuple.of(tenant).addArrayOfString(kinds))
                                .chain(() -> connection
                                        .preparedQuery(ENTER)
                                        .execute(Tuple.of(id, tenant)
                                                .addArrayOfString(kinds)
                                                .addArrayOfBigDecimal(amounts)))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    /** Posts the entries of transaction {@code original} negated, once. */
    public Uni<Void> reverse(SqlConnection connection, String id, String original, String tenant, Instant at) {
        return begin(connection, id, tenant, at)
                .flatMap(begun -> begun
                        ? connection
                                .preparedQuery(REVERSE)
                                .execute(Tuple.of(id, original))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    /** Every account's sum; accounts without entries are zero. */
    Uni<Map<Account, BigDecimal>> balances(SqlConnection connection, String tenant) {
        return connection.preparedQuery(BALANCES).execute(Tuple.of(tenant)).map(rows -> {
            Map<Account, BigDecimal> balances = new EnumMap<>(Account.class);
            for (Account account : Account.values()) {
                balances.put(account, BigDecimal.ZERO);
            }
            rows.forEach(row -> balances.put(
                    Account.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getBigDecimal("balance")));
            return balances;
        });
    }

    private static Uni<Boolean> begin(SqlConnection connection, String id, String tenant, Instant at) {
        return connection
                .preparedQuery(BEGIN)
                .execute(Tuple.of(id, tenant, Columns.timestamp(at)))
                .map(rows -> rows.rowCount() == 1);
    }
}
