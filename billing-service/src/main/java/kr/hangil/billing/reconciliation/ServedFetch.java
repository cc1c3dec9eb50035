package kr.hangil.billing.reconciliation;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.reconciliation.ServedStore.Due;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.page.Page;
import org.jboss.logging.Logger;

/**
 * Asks every pod what it served, again and again, and keeps what it says. Any number of replicas may do so at once: an address
 * is given to one of them, and keeping the same sums twice changes nothing. A pod is asked from the day before it was last
 * read, so whatever it served while billing was away is made up for.
 */
@ApplicationScoped
class ServedFetch {

    private static final Logger LOG = Logger.getLogger(ServedFetch.class);
    private static final int AT_ONCE = 8;
    private static final int LONGEST_PROBLEM = 500;

    /** Tries without an address being named before it is forgotten. */
    private static final int PATIENCE = 3;

    private final Database database;
    private final ServedClient pods;
    private final ServedStore store;
    private final ReconciliationMetrics metrics;
    private final ReconciliationConfig config;
    private final Clock clock;

    ServedFetch(
            Database database,
            ServedClient pods,
            ServedStore store,
            ReconciliationMetrics metrics,
            ReconciliationConfig config,
            Clock clock) {
        this.database = database;
        this.pods = pods;
        this.store = store;
        this.metrics = metrics;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${hangil.billing.reconciliation.fetch-every:PT1M}",
            delayed = "PT10S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        if (services().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return fetch(services(), false)
                .onFailure()
                .invoke(failure -> LOG.warnf("pods were not asked what they served: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Asks every pod now, also those that were asked a moment ago. */
    Uni<Void> now() {
        return fetch(services(), true);
    }

    /**
     * Asks the pods behind {@code services}.
     *
     * @param all also those that were asked a moment ago
     */
    Uni<Void> fetch(List<URI> services, boolean all) {
        return pods.addresses(services)
                .flatMap(addresses -> claim(addresses, all))
                .flatMap(due -> Multi.createFrom()
                        .iterable(due)
                        .onItem()
                        .transformToUni(this::read)
                        .merge(AT_ONCE)
                        .collect()
                        .last())
                .chain(() -> database.transaction(store::oldest))
                .invoke(metrics::read)
                .replaceWithVoid();
    }

    /** Where pods are asked, and how that went. */
    Uni<Page<ServedStore.Source>> sources(int limit, String after) {
        return database.transaction(connection -> store.sources(connection, limit + 1, after))
                .map(found -> found.size() <= limit
                        ? new Page<>(found, null)
                        : new Page<>(
                                found.subList(0, limit), found.get(limit - 1).address()));
    }

    private List<URI> services() {
        return config.pods().orElse(List.of());
    }

    /** Reserved for half the time until the next try, so that the next try is not a moment too early. */
    private Uni<List<Due>> claim(List<String> addresses, boolean all) {
        Instant now = now(clock);
        Duration every = config.fetchEvery();
        return database.transaction(connection -> store.claim(
                connection,
                addresses,
                now,
                now.plus(every.dividedBy(2)),
                now.minus(every.multipliedBy(PATIENCE)),
                all));
    }

    private Uni<Void> read(Due due) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), SpendPeriod.ZONE);
        LocalDate oldest = today.minusDays(config.catchUpDays());
        Instant readAt = due.readAt();
        LocalDate from = readAt == null
                ? oldest
                : LocalDate.ofInstant(readAt, SpendPeriod.ZONE).minusDays(1);
        return pods.read(due.address(), from.isBefore(oldest) ? oldest : from, today.plusDays(1))
                .flatMap(reading -> readAt == null || reading.account().equals(due.account())
                        ? Uni.createFrom().item(reading)
                        // Another pod has this address now, or the pod has begun anew.
                        : pods.read(due.address(), oldest, today.plusDays(1)))
                .flatMap(reading ->
                        database.transaction(connection -> store.keep(connection, due.address(), reading, now(clock))))
                .onFailure()
                .recoverWithUni(failure -> failed(due, failure));
    }

    private Uni<Void> failed(Due due, Throwable failure) {
        String told = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        String problem = told.substring(0, Math.min(LONGEST_PROBLEM, told.length()));
        LOG.warnf("the pod at %s did not tell what it served and will be asked again: %s", due.address(), problem);
        return database.transaction(connection -> store.failed(connection, due.address(), problem))
                .onFailure()
                .invoke(again -> LOG.warnf("nor could that be noted: %s", again.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
