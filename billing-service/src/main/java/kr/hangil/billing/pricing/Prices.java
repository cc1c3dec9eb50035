package kr.hangil.billing.pricing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kr.hangil.billing.database.Pipeline;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Price;
import kr.hangil.billing.rating.PriceList;

/** The prices that charging works with. */
@ApplicationScoped
public class Prices {

    /** Conflicts with the lock of a publication and with nothing else. */
    private static final String HOLD = "LOCK TABLE price IN ROW SHARE MODE";

    private static final String IN_FORCE = """
            SELECT id, model, meter, per, amount, valid_from, valid_to FROM price
            WHERE model = ANY ($1::text[]) AND valid_from <= $3 AND (valid_to IS NULL OR valid_to > $2)
            """;

    /**
     * Keeps prices as they are until the transaction ends: a publication waits for it, and it for a publication. Without
     * that, an event could be parked for a price that was just being published.
     */
    public Uni<Void> hold(SqlConnection connection) {
        return connection.query(HOLD).execute().replaceWithVoid();
    }

    /** Holds prices, and lists those of {@code models} in force at any instant of {@code from..to}, both included. */
    public Uni<PriceList> inForce(SqlConnection connection, Collection<String> models, Instant from, Instant to) {
        return Pipeline.last(hold(connection), list(connection, models, from, to));
    }

    /** As {@link #inForce}, for a transaction that only reads. */
    public Uni<PriceList> list(SqlConnection connection, Collection<String> models, Instant from, Instant to) {
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(models.toArray(String[]::new))
                .addOffsetDateTime(from.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(to.atOffset(ZoneOffset.UTC));
        return connection.preparedQuery(IN_FORCE).execute(parameters).map(Prices::priceList);
    }

    private static PriceList priceList(RowSet<Row> rows) {
        List<Price> prices = new ArrayList<>();
        for (Row row : rows) {
            OffsetDateTime to = row.getOffsetDateTime("valid_to");
            prices.add(new Price(
                    row.getLong("id"),
                    row.getString("model"),
                    Meter.of(row.getString("meter")),
                    row.getLong("per"),
                    row.getBigDecimal("amount"),
                    row.getOffsetDateTime("valid_from").toInstant(),
                    to == null ? null : to.toInstant()));
        }
        return new PriceList(prices);
    }
}
