package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Database;

/**
 * Opens the monthly partitions that events are about to need. The ingest window keeps them few: no scheduler has to run
 * in time, and no default partition collects what it missed.
 */
@ApplicationScoped
class EventMonths {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    private final Database database;
    private final Set<YearMonth> open = ConcurrentHashMap.newKeySet();

    EventMonths(Database database) {
        this.database = database;
    }

    Uni<Void> ensureOpen(Collection<Instant> times) {
        Set<YearMonth> missing = times.stream()
                .map(time -> YearMonth.from(time.atZone(SEOUL)))
                .filter(month -> !open.contains(month))
                .collect(Collectors.toSet());
        return Multi.createFrom()
                .iterable(missing)
                .onItem()
                .transformToUniAndConcatenate(this::open)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<YearMonth> open(YearMonth month) {
        return database.transaction(connection ->
                        connection.preparedQuery("SELECT open_month($1)").execute(Tuple.of(month.atDay(1))))
                .map(opened -> month)
                .invoke(open::add);
    }
}
