package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.database.DatabaseFailures;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * Opens the monthly partitions that events are about to need. The ingest window keeps them few: no scheduler has to run
 * in time, and no default partition collects what it missed.
 */
@ApplicationScoped
class EventMonths {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    /** How long a month is believed to be open: another replica may put it into a file. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;
    private final Map<YearMonth, Instant> open = new ConcurrentHashMap<>();

    EventMonths(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    Uni<Void> ensureOpen(Collection<Instant> times) {
        Set<YearMonth> missing = times.stream()
                .map(time -> YearMonth.from(time.atZone(SEOUL)))
                .filter(month -> !isOpen(month))
                .collect(Collectors.toSet());
        return Multi.createFrom()
                .iterable(missing)
                .onItem()
                .transformToUniAndConcatenate(this::open)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private boolean isOpen(YearMonth month) {
        Instant opened = open.get(month);
        return opened != null && Duration.between(opened, clock.instant()).abs().compareTo(BELIEVED) < 0;
    }

    private Uni<YearMonth> open(YearMonth month) {
        return database.transaction(connection ->
                        connection.preparedQuery("SELECT open_month($1)").execute(Tuple.of(month.atDay(1))))
                .map(opened -> month)
                .invoke(opened -> open.put(opened, clock.instant()))
                .onFailure(DatabaseFailures::isArchived)
                .transform(failure -> new PlatformException(
                        ErrorCode.CONFLICT,
                        "usage of " + month
                                + " is archived: its invoices are final and its events lie in a file; nothing of"
                                + " this batch is booked",
                        failure));
    }
}
