package kr.hangil.billing.spending;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kr.hangil.billing.database.Pipeline;

/** The table {@code spend_total}. */
@ApplicationScoped
public class SpendTotals {

    /** Conflicts with the lock of a tenant's first credit and with nothing else. */
    private static final String HOLD = "LOCK TABLE credit_account IN ROW SHARE MODE";

    private static final String CREDITED = """
            SELECT tenant, credited_since FROM credit_account WHERE tenant = ANY ($1::text[])
            """;

    private static final String ADD = """
            INSERT INTO spend_total (tenant, scope, scope_id, period_start, source, amount)
            SELECT unnest($1::text[]), unnest($2::text[]), unnest($3::text[]), unnest($4::timestamptz[]),
                unnest($5::text[]), unnest($6::numeric[])
            ON CONFLICT (tenant, scope, scope_id, period_start, source)
            DO UPDATE SET amount = spend_total.amount + EXCLUDED.amount
            """;

    /** Adds what was just charged, in the transaction that charged it. */
    public Uni<Void> add(SqlConnection connection, Collection<Spending> spendings) {
        List<Spending> positive =
                spendings.stream().filter(spent -> spent.amount().signum() > 0).toList();
        if (positive.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return credited(connection, positive).chain(credited -> write(connection, totals(positive, credited)));
    }

    private static Uni<Map<String, Instant>> credited(SqlConnection connection, List<Spending> spendings) {
        String[] tenants = spendings.stream()
                .map(spent -> spent.payer().tenant())
                .distinct()
                .toArray(String[]::new);
        return Pipeline.last(
                        connection.query(HOLD).execute(),
                        connection.preparedQuery(CREDITED).execute(Tuple.tuple().addArrayOfString(tenants)))
                .map(rows -> {
                    Map<String, Instant> since = new HashMap<>();
                    rows.forEach(row -> since.put(
                            row.getString("tenant"),
                            row.getOffsetDateTime("credited_since").toInstant()));
                    return since;
                });
    }

    /** Sorted, so that two transactions never wait for each other's rows in a circle. */
    static SortedMap<Total, BigDecimal> totals(Collection<Spending> spendings, Map<String, Instant> credited) {
        // First by payer and hour, which is what all scopes and periods have in common: a batch has few of those.
        Map<PayerHour, BigDecimal> hours = new HashMap<>();
        for (Spending spent : spendings) {
            Instant since = credited.get(spent.payer().tenant());
            boolean onCredit = since != null && !spent.time().isBefore(since);
            hours.merge(
                    new PayerHour(spent.payer(), spent.time().truncatedTo(ChronoUnit.HOURS), onCredit),
                    spent.amount(),
                    BigDecimal::add);
        }
        SortedMap<Total, BigDecimal> totals = new TreeMap<>();
        hours.forEach((hour, amount) -> add(totals, hour, amount));
        return totals;
    }

    private static void add(SortedMap<Total, BigDecimal> totals, PayerHour hour, BigDecimal amount) {
        Payer payer = hour.payer();
        Spending spent = new Spending(payer, hour.start(), amount);
        add(totals, spent, SpendPeriod.DAY, "tenant", "");
        if (payer.project() != null) {
            add(totals, spent, SpendPeriod.DAY, "project", payer.project());
        }
        if (payer.keyId() != null) {
            add(totals, spent, SpendPeriod.DAY, "key", payer.keyId());
        }
        if (hour.onCredit()) {
            add(totals, spent, SpendPeriod.MONTH, "credit", "");
        }
    }

    private static void add(
            SortedMap<Total, BigDecimal> totals, Spending spent, SpendPeriod period, String scope, String scopeId) {
        Total total = new Total(
                spent.payer().tenant(),
                scope,
                scopeId,
                period.start(spent.time()),
                spent.payer().source());
        totals.merge(total, spent.amount(), BigDecimal::add);
    }

    private static Uni<Void> write(SqlConnection connection, SortedMap<Total, BigDecimal> totals) {
        Collection<Total> keys = totals.keySet();
        Tuple columns = Tuple.tuple()
                .addArrayOfString(keys.stream().map(Total::tenant).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(Total::scope).toArray(String[]::new))
                .addArrayOfString(keys.stream().map(Total::scopeId).toArray(String[]::new))
                .addArrayOfOffsetDateTime(keys.stream()
                        .map(total -> total.start().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new))
                .addArrayOfString(keys.stream().map(Total::source).toArray(String[]::new))
                .addArrayOfBigDecimal(totals.values().toArray(BigDecimal[]::new));
        return connection.preparedQuery(ADD).execute(columns).replaceWithVoid();
    }

    /**
     * What one event came to.
     *
     * @param time the event's time: it decides the day and the month
     * @param amount won, exact
     */
    public record Spending(Payer payer, Instant time, BigDecimal amount) {}

    /** @param onCredit whether the tenant had been granted credit when it spent this */
    private record PayerHour(Payer payer, Instant start, boolean onCredit) {}

    /** @param start the first instant of a day, and of a month in the scope of credit */
    record Total(String tenant, String scope, String scopeId, Instant start, String source)
            implements Comparable<Total> {

        private static final Comparator<Total> ORDER = Comparator.comparing(Total::tenant)
                .thenComparing(Total::scope)
                .thenComparing(Total::scopeId)
                .thenComparing(Total::start)
                .thenComparing(Total::source);

        @Override
        public int compareTo(Total other) {
            return ORDER.compare(this, other);
        }
    }
}
