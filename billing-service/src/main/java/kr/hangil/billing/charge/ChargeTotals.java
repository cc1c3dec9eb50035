package kr.hangil.billing.charge;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import kr.hangil.billing.charge.Charging.Booked;
import kr.hangil.billing.charge.Charging.Outcome;
import kr.hangil.billing.rating.Rating;
import kr.hangil.billing.spending.SpendPeriod;

/** The table {@code charge_total}. */
@ApplicationScoped
class ChargeTotals {

    private static final String ADD = """
            INSERT INTO charge_total AS t (tenant, month, model, meter, price_id, source, quantity, amount)
            SELECT unnest($1::text[]), unnest($2::date[]), unnest($3::text[]), unnest($4::text[]), unnest($5::bigint[]),
                unnest($6::text[]), unnest($7::bigint[]), unnest($8::numeric[])
            ON CONFLICT (tenant, month, model, meter, price_id, source)
                DO UPDATE SET quantity = t.quantity + EXCLUDED.quantity, amount = t.amount + EXCLUDED.amount
            """;

    /** Adds the lines of {@code rated}, in the transaction that writes them. */
    Uni<Void> add(SqlConnection connection, Collection<Outcome> rated) {
        SortedMap<Key, Sum> totals = totals(rated);
        Tuple columns = Tuple.tuple();
        text(columns, totals, Key::tenant);
        columns.addArrayOfLocalDate(totals.keySet().stream().map(Key::month).toArray(LocalDate[]::new));
        text(columns, totals, Key::model);
        text(columns, totals, Key::meter);
        columns.addArrayOfLong(totals.keySet().stream().map(Key::priceId).toArray(Long[]::new));
        text(columns, totals, Key::source);
        columns.addArrayOfLong(totals.values().stream().map(Sum::quantity).toArray(Long[]::new));
        columns.addArrayOfBigDecimal(totals.values().stream().map(Sum::amount).toArray(BigDecimal[]::new));
        return connection.preparedQuery(ADD).execute(columns).replaceWithVoid();
    }

    /** Sorted, so that two transactions never wait for each other's rows in a circle. */
    static SortedMap<Key, Sum> totals(Collection<Outcome> rated) {
        // Hashed first: a batch has few keys, and comparing costs more than hashing.
        Map<Key, Sum> totals = new HashMap<>();
        for (Outcome outcome : rated) {
            if (outcome.rating() instanceof Rating.Rated(List<Rating.Line> lines)) {
                LocalDate month = YearMonth.from(outcome.event().used().time().atZone(SpendPeriod.ZONE))
                        .atDay(1);
                for (Rating.Line line : lines) {
                    totals.merge(key(outcome.event(), month, line), new Sum(line.quantity(), line.amount()), Sum::plus);
                }
            }
        }
        return new TreeMap<>(totals);
    }

    private static Key key(Booked event, LocalDate month, Rating.Line line) {
        return new Key(
                event.payer().tenant(),
                month,
                event.used().model(),
                line.meter().wireName(),
                line.priceId(),
                event.payer().source());
    }

    private static void text(Tuple columns, SortedMap<Key, Sum> totals, Function<Key, String> field) {
        columns.addArrayOfString(totals.keySet().stream().map(field).toArray(String[]::new));
    }

    /**
     * What an invoice has a line for, of one gateway: two gateways never wait for each other.
     *
     * @param month the first day of a month of Asia/Seoul
     */
    record Key(String tenant, LocalDate month, String model, String meter, long priceId, String source)
            implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparing(Key::tenant)
                .thenComparing(Key::month)
                .thenComparing(Key::model)
                .thenComparing(Key::meter)
                .thenComparingLong(Key::priceId)
                .thenComparing(Key::source);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param amount won, exact */
    record Sum(long quantity, BigDecimal amount) {

        Sum plus(Sum other) {
            return new Sum(Math.addExact(quantity, other.quantity), amount.add(other.amount));
        }
    }
}
