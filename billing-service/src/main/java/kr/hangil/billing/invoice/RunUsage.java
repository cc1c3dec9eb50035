package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.invoice.InvoiceLine.Used;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.pricing.TierText;
import kr.hangil.billing.rating.Tiers;
import org.jspecify.annotations.Nullable;

/** What runs were made of: as they kept it, and as the events say. */
@ApplicationScoped
class RunUsage {

    /** Usage of the runs' months within their cut-offs, from the events themselves. */
    private static final String DERIVED = """
            SELECT m.run_id, m.month, c.price_id, sum(c.quantity)::bigint AS quantity, sum(c.amount) AS amount
            FROM (SELECT DISTINCT u.run_id, u.month, r.tenant, r.sequence_cutoff, r.later_cutoff
                FROM rating_run_usage u JOIN rating_run r ON r.id = u.run_id WHERE u.run_id = ANY ($1::bigint[])) m
            JOIN usage_event e ON e.tenant = m.tenant AND e.seq <= m.sequence_cutoff
                AND e.event_time >= m.month::timestamp AT TIME ZONE 'Asia/Seoul'
                AND e.event_time < (m.month + interval '1 month')::timestamp AT TIME ZONE 'Asia/Seoul'
            JOIN charge c ON c.event_time = e.event_time AND c.seq = e.seq
            WHERE NOT EXISTS (SELECT FROM charged_later w WHERE w.seq = e.seq AND w.id > m.later_cutoff)
            GROUP BY 1, 2, 3
            """;

    private static final String KEPT = """
            SELECT run_id, month, price_id, quantity, amount FROM rating_run_usage WHERE run_id = ANY ($1::bigint[])
            """;

    /** Prices in the order in which they held, for they fill tiers in that order. */
    private static final String USED = """
            SELECT u.run_id, u.month, p.model, p.meter, u.price_id, p.amount AS unit_price, p.per, p.tiers,
                a.amount AS agreed_amount, a.per AS agreed_per, a.tiers AS agreed_tiers,
                coalesce(k.vat, 'EXCLUSIVE') AS vat, coalesce(k.discount_percent, 0) AS discount_percent,
                s.quantity, s.amount, u.billed_quantity, u.billed_amount, u.billed_terms
            FROM rating_run_usage u
            JOIN (%s) s USING (run_id, month, price_id)
            JOIN price p ON p.id = u.price_id
            LEFT JOIN contract k ON k.id = u.contract_id
            LEFT JOIN contract_price a ON (a.contract_id, a.model, a.meter) = (k.id, p.model, p.meter)
            WHERE u.run_id = ANY ($1::bigint[])
            ORDER BY u.run_id, u.month, p.model, p.valid_from, p.meter, u.price_id
            """;

    private static final String AS_KEPT = USED.formatted(KEPT);
    private static final String AS_EVENTS_SAY = USED.formatted(DERIVED);

    /** What is not as the run says: its usage, what was billed before it, the draft made of it. */
    private static final String DIFFERENCES = """
            WITH derived AS (%s)
            SELECT run_id, month || ' at price ' || price_id || ': expected ' || coalesce(d.quantity, 0) || ' for '
                || coalesce(d.amount, 0) || ' won, it was made of ' || coalesce(u.quantity, 0) || ' for '
                || coalesce(u.amount, 0) AS detail
            FROM (SELECT * FROM rating_run_usage WHERE run_id = ANY ($1::bigint[])) u
            FULL JOIN derived d USING (run_id, month, price_id)
            WHERE (u.quantity, u.amount) IS DISTINCT FROM (d.quantity, d.amount)
            UNION ALL
            SELECT u.run_id, u.month || ' at price ' || u.price_id || ': invoices before it billed '
                || coalesce(b.quantity, 0) || ' for ' || coalesce(b.amount, 0) || ' won, it took them for '
                || u.billed_quantity || ' for ' || u.billed_amount
            FROM rating_run_usage u JOIN rating_run r ON r.id = u.run_id
            LEFT JOIN LATERAL (
                SELECT sum(l.quantity) FILTER (WHERE l.kind = 'usage') AS quantity,
                    sum(l.exact) FILTER (WHERE l.kind = 'usage') AS amount,
                    sum(l.exact) FILTER (WHERE l.kind <> 'usage') AS terms
                FROM invoice_line l
                WHERE l.invoice_id = ANY (r.billed) AND (l.month, l.price_id) = (u.month, u.price_id)) b ON true
            WHERE u.run_id = ANY ($1::bigint[]) AND (u.billed_quantity, u.billed_amount, u.billed_terms)
                <> (coalesce(b.quantity, 0), coalesce(b.amount, 0), coalesce(b.terms, 0))
            UNION ALL
            SELECT r.id, 'it came to ' || r.exact || ' won, invoice ' || coalesce(i.number, i.id::text) || ' bills '
                || i.exact
            FROM rating_run r JOIN invoice i ON i.rating_run_id = r.id
            WHERE r.id = ANY ($1::bigint[]) AND i.exact <> r.exact
            """.formatted(DERIVED);

    /** What {@code runs} come to by what they kept. */
    Uni<Map<Long, RatedMonths>> asKept(SqlConnection connection, List<Long> runs) {
        return rated(connection, AS_KEPT, runs);
    }

    /** What {@code runs} come to by the events, which are read again: as many as there were in their months. */
    Uni<Map<Long, RatedMonths>> asEventsSay(SqlConnection connection, List<Long> runs) {
        return rated(connection, AS_EVENTS_SAY, runs);
    }

    /** What {@code runs} say that is not so. */
    Uni<List<Difference>> differences(SqlConnection connection, List<Long> runs) {
        return connection
                .preparedQuery(DIFFERENCES)
                .execute(ids(runs))
                .map(rows -> Columns.list(rows, row -> new Difference(row.getLong("run_id"), row.getString("detail"))));
    }

    private static Uni<Map<Long, RatedMonths>> rated(SqlConnection connection, String sql, List<Long> runs) {
        return connection.preparedQuery(sql).execute(ids(runs)).map(rows -> {
            Map<Long, List<MonthUsage>> usage = Columns.list(rows, row -> row).stream()
                    .collect(Collectors.groupingBy(
                            row -> row.getLong("run_id"),
                            LinkedHashMap::new,
                            Collectors.mapping(RunUsage::monthUsage, Collectors.toList())));
            Map<Long, RatedMonths> rated = new LinkedHashMap<>();
            runs.forEach(run -> rated.put(run, RatedMonths.of(usage.getOrDefault(run, List.of()))));
            return rated;
        });
    }

    private static Tuple ids(List<Long> runs) {
        return Tuple.tuple().addArrayOfLong(runs.toArray(Long[]::new));
    }

    private static MonthUsage monthUsage(Row row) {
        Long agreedPer = row.getLong("agreed_per");
        long quantity = row.getLong("quantity");
        BigDecimal amount = row.getBigDecimal("amount");
        return new MonthUsage(
                new Used(
                        YearMonth.from(row.getLocalDate("month")),
                        row.getString("model"),
                        row.getString("meter"),
                        row.getLong("price_id"),
                        row.getBigDecimal("unit_price"),
                        row.getLong("per"),
                        Math.subtractExact(quantity, row.getLong("billed_quantity")),
                        null,
                        null,
                        amount.subtract(row.getBigDecimal("billed_amount"))),
                quantity,
                amount,
                agreedPer == null
                        ? TierText.read(row.getLong("per"), row.getString("tiers"))
                        : agreed(agreedPer, row.getBigDecimal("agreed_amount"), row.getString("agreed_tiers")),
                agreedPer == null ? Terms.TIERS : Terms.CONTRACT_PRICE,
                row.getBigDecimal("billed_terms"),
                Vat.valueOf(row.getString("vat")),
                row.getBigDecimal("discount_percent"));
    }

    private static @Nullable Tiers agreed(long per, @Nullable BigDecimal amount, @Nullable String tiers) {
        return amount == null ? TierText.read(per, tiers) : Tiers.flat(per, amount);
    }

    /**
     * A month's usage at one price, and its terms.
     *
     * @param open what of it is not billed yet
     * @param quantity all of it
     * @param charged won that all of it was charged at
     * @param tiers what it costs in place of that; null where the listed price is all there is
     * @param terms where {@code tiers} are from
     * @param adjusted won that invoices that stand have added on their account
     * @param discountPercent 0 where nothing was agreed
     */
    record MonthUsage(
            Used open,
            long quantity,
            BigDecimal charged,
            @Nullable Tiers tiers,
            Terms terms,
            BigDecimal adjusted,
            Vat vat,
            BigDecimal discountPercent) {}

    /** @param detail what was expected and what is there */
    record Difference(long run, String detail) {}
}
