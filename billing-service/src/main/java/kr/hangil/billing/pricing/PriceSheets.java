package kr.hangil.billing.pricing;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.rating.Meter;
import kr.hangil.contracts.pricing.PriceSheet;
import kr.hangil.contracts.pricing.PriceSheet.DatedPrice;

/** Prices as gateways learn them. */
@ApplicationScoped
class PriceSheets {

    private static final String NOW_OR_LATER = """
            SELECT model, meter, per, amount, valid_from, valid_to FROM price
            WHERE valid_to IS NULL OR valid_to > $1 ORDER BY model, meter, valid_from
            """;

    private final Database database;
    private final Clock clock;

    PriceSheets(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Every price that holds now or later, always in the same order. */
    Uni<PriceSheet> current() {
        Tuple now = Tuple.of(Columns.timestamp(clock.instant()));
        return database.transaction(
                        connection -> connection.preparedQuery(NOW_OR_LATER).execute(now))
                .map(rows -> new PriceSheet(Columns.list(rows, PriceSheets::price)));
    }

    private static DatedPrice price(Row row) {
        return new DatedPrice(
                row.getString("model"),
                row.getString("meter"),
                row.getLong("per"),
                row.getBigDecimal("amount"),
                Columns.instant(row, "valid_from"),
                Columns.optionalInstant(row, "valid_to"),
                Meter.of(row.getString("meter")).unit().wireName());
    }
}
