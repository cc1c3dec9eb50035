package kr.hangil.billing.charge;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.charge.Charging.Booked;
import kr.hangil.billing.charge.Charging.Outcome;
import kr.hangil.billing.database.Pipeline;
import kr.hangil.billing.rating.Consumption;
import kr.hangil.billing.rating.Rating;
import kr.hangil.billing.spending.Payer;
import kr.hangil.billing.spending.SpendTotals;
import kr.hangil.billing.spending.SpendTotals.Spending;

/** The tables {@code charge} and {@code unrated_event}. */
@ApplicationScoped
class ChargeStore {

    private static final String INSERT_LINES = """
            INSERT INTO charge (event_time, seq, meter, price_id, quantity, amount)
            SELECT unnest($1::timestamptz[]), unnest($2::bigint[]), unnest($3::text[]), unnest($4::bigint[]),
                unnest($5::bigint[]), unnest($6::numeric[])
            """;

    private static final String PARK = """
            INSERT INTO unrated_event (event_time, seq, model, missing)
            SELECT * FROM unnest($1::timestamptz[], $2::bigint[], $3::text[], $4::text[])
            ON CONFLICT (seq) DO UPDATE SET missing = EXCLUDED.missing
            """;

    private static final String UNPARK = "DELETE FROM unrated_event WHERE seq = ANY ($1::bigint[])";

    /** Only events whose missing price is there now, so that those still without one are no obstacle. */
    private static final String NOW_PRICED = """
            SELECT e.seq, e.event_time, e.model, e.prompt_tokens, e.cached_prompt_tokens, e.completion_tokens,
                e.reasoning_tokens, e.images, e.audio_seconds, e.tenant, e.project, e.key_id, e.source, e.region
            FROM unrated_event u JOIN usage_event e ON e.event_time = u.event_time AND e.seq = u.seq
            WHERE EXISTS (
                SELECT FROM price p
                WHERE p.model = u.model AND p.meter = u.missing
                    AND u.event_time >= p.valid_from AND (p.valid_to IS NULL OR u.event_time < p.valid_to))
            ORDER BY u.seq
            LIMIT $1
            FOR UPDATE OF u SKIP LOCKED
            """;

    private final ChargeTotals totals;
    private final SpendTotals spent;

    ChargeStore(ChargeTotals totals, SpendTotals spent) {
        this.totals = totals;
        this.spent = spent;
    }

    /** Writes the lines of {@code rated} and adds them to the totals of what was charged and spent. */
    Uni<Void> insertLines(SqlConnection connection, List<Outcome> rated) {
        List<OffsetDateTime> times = new ArrayList<>();
        List<Long> seqs = new ArrayList<>();
        List<String> meters = new ArrayList<>();
        List<Long> priceIds = new ArrayList<>();
        List<Long> quantities = new ArrayList<>();
        List<BigDecimal> amounts = new ArrayList<>();
        List<Spending> spendings = new ArrayList<>();
        for (Outcome outcome : rated) {
            if (outcome.rating() instanceof Rating.Rated priced) {
                spendings.add(new Spending(
                        outcome.event().payer(), outcome.event().used().time(), priced.amount()));
                for (Rating.Line line : priced.lines()) {
                    times.add(time(outcome));
                    seqs.add(outcome.event().seq());
                    meters.add(line.meter().wireName());
                    priceIds.add(line.priceId());
                    quantities.add(line.quantity());
                    amounts.add(line.amount());
                }
            }
        }
        if (times.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfOffsetDateTime(times.toArray(OffsetDateTime[]::new))
                .addArrayOfLong(seqs.toArray(Long[]::new))
                .addArrayOfString(meters.toArray(String[]::new))
                .addArrayOfLong(priceIds.toArray(Long[]::new))
                .addArrayOfLong(quantities.toArray(Long[]::new))
                .addArrayOfBigDecimal(amounts.toArray(BigDecimal[]::new));
        return Pipeline.all(
                connection.preparedQuery(INSERT_LINES).execute(columns),
                totals.add(connection, rated),
                spent.add(connection, spendings));
    }

    /** Parks events that are new, and notes for those already parked what is missing now. */
    Uni<Void> park(SqlConnection connection, List<Outcome> unrated) {
        if (unrated.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Tuple columns = Tuple.tuple()
                .addArrayOfOffsetDateTime(
                        unrated.stream().map(ChargeStore::time).toArray(OffsetDateTime[]::new))
                .addArrayOfLong(seqs(unrated))
                .addArrayOfString(unrated.stream()
                        .map(outcome -> outcome.event().used().model())
                        .toArray(String[]::new))
                .addArrayOfString(unrated.stream().map(ChargeStore::missing).toArray(String[]::new));
        return connection.preparedQuery(PARK).execute(columns).replaceWithVoid();
    }

    Uni<Void> unpark(SqlConnection connection, List<Outcome> rated) {
        if (rated.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection
                .preparedQuery(UNPARK)
                .execute(Tuple.tuple().addArrayOfLong(seqs(rated)))
                .replaceWithVoid();
    }

    /** At most {@code limit} parked events that have a chance now; locked, and left out where another has them. */
    Uni<List<Booked>> nowPriced(SqlConnection connection, int limit) {
        return connection.preparedQuery(NOW_PRICED).execute(Tuple.of(limit)).map(rows -> {
            List<Booked> events = new ArrayList<>(rows.rowCount());
            rows.forEach(row -> events.add(booked(row)));
            return events;
        });
    }

    /** How many events wait. */
    Uni<Long> countParked(SqlConnection connection) {
        return connection
                .query("SELECT count(*) AS waiting FROM unrated_event")
                .execute()
                .map(rows -> rows.iterator().next().getLong("waiting"));
    }

    private static Booked booked(Row row) {
        return new Booked(
                row.getLong("seq"),
                new Consumption(
                        row.getString("model"),
                        row.getOffsetDateTime("event_time").toInstant(),
                        row.getLong("prompt_tokens"),
                        row.getLong("cached_prompt_tokens"),
                        row.getLong("completion_tokens"),
                        row.getLong("reasoning_tokens"),
                        row.getLong("images"),
                        row.getLong("audio_seconds")),
                new Payer(
                        row.getString("tenant"),
                        row.getString("project"),
                        row.getString("key_id"),
                        row.getString("source")),
                row.getString("region"));
    }

    private static Long[] seqs(List<Outcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.event().seq()).toArray(Long[]::new);
    }

    private static OffsetDateTime time(Outcome outcome) {
        return outcome.event().used().time().atOffset(ZoneOffset.UTC);
    }

    private static String missing(Outcome outcome) {
        if (outcome.rating() instanceof Rating.Unrated(var meter)) {
            return meter.wireName();
        }
        throw new IllegalArgumentException(
                "not unrated: event " + outcome.event().seq());
    }
}
