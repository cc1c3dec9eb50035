package kr.hangil.billing.forecast;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.forecast.Forecast.Expected;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** Reads a tenant's days from the roll-ups and projects the rest of its month. */
@ApplicationScoped
class ForecastService {

    private static final int CONFIDENCE_PERCENT = 80;

    /** The first day says since when there is usage: days behind it without a row spent nothing. */
    private static final String DAYS = """
            SELECT period_start, sum(amount) AS amount, sum(unrated)::bigint AS unrated FROM usage_rollup
            WHERE tenant = $1 AND period = 'day' AND period_start >= $2 AND period_start < $3
            GROUP BY 1
            UNION ALL
            SELECT min(period_start), 0, 0 FROM usage_rollup WHERE tenant = $1 AND period = 'day'
            HAVING count(*) > 0
            """;

    private final Database database;
    private final Clock clock;

    ForecastService(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Uni<Forecast> forecast(String tenant) {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, SpendPeriod.ZONE);
        LocalDate month = today.withDayOfMonth(1);
        LocalDate history = today.minusDays(Projection.MOST_DAYS);
        Tuple values = Tuple.of(
                tenant,
                Columns.timestamp(begin(month.isBefore(history) ? month : history)),
                Columns.timestamp(begin(today.plusDays(1))));
        return database.transaction(connection -> connection.preparedQuery(DAYS).execute(values))
                .map(days -> forecast(tenant, days, now, today));
    }

    private static Forecast forecast(String tenant, RowSet<Row> days, Instant now, LocalDate today) {
        NavigableMap<LocalDate, BigDecimal> spent = new TreeMap<>();
        YearMonth month = YearMonth.from(today);
        long unrated = 0;
        for (Row row : days) {
            LocalDate day = LocalDate.ofInstant(Columns.instant(row, "period_start"), SpendPeriod.ZONE);
            spent.merge(day, row.getBigDecimal("amount"), BigDecimal::add);
            unrated += month.equals(YearMonth.from(day)) ? row.getLong("unrated") : 0;
        }
        BigDecimal soFar =
                spent.tailMap(month.atDay(1), true).values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        Optional<Projection> projection = Projection.of(spent, today);
        return new Forecast(
                tenant,
                month,
                now,
                month.lengthOfMonth() - today.getDayOfMonth(),
                "KRW",
                "EXCLUSIVE",
                ExactWon.text(soFar),
                won(soFar),
                unrated,
                projection.map(rest -> expected(soFar, rest)).orElse(null),
                projection.isPresent() ? null : "not_enough_data",
                projection.map(Projection::days).orElseGet(() -> daysSince(spent, today)),
                Projection.LEAST_DAYS);
    }

    private static int daysSince(NavigableMap<LocalDate, BigDecimal> spent, LocalDate today) {
        Map.@Nullable Entry<LocalDate, BigDecimal> first = spent.firstEntry();
        return first == null ? 0 : Math.toIntExact(ChronoUnit.DAYS.between(first.getKey(), today));
    }

    private static Expected expected(BigDecimal spent, Projection projection) {
        BigDecimal likely = spent.add(projection.rest());
        return new Expected(
                won(likely.subtract(projection.margin()).max(spent)),
                won(likely),
                won(likely.add(projection.margin())),
                CONFIDENCE_PERCENT,
                projection.method().name().toLowerCase(Locale.ROOT));
    }

    private static long won(BigDecimal exact) {
        return exact.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay(SpendPeriod.ZONE).toInstant();
    }
}
