package kr.hangil.billing.charge;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import kr.hangil.billing.charge.Charging.Booked;
import kr.hangil.billing.charge.Charging.Outcome;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.database.Pipeline;
import kr.hangil.billing.pricing.PriceBookListener;
import kr.hangil.billing.pricing.Prices;
import kr.hangil.billing.rollup.UsageRollups;
import org.jboss.logging.Logger;

/**
 * Charges parked events once their price is there: when a book is published, and now and then for what a crash between
 * publishing and charging left behind. Any number of replicas may do so at once.
 */
@ApplicationScoped
class ParkedEvents implements PriceBookListener {

    private static final Logger LOG = Logger.getLogger(ParkedEvents.class);

    private final Database database;
    private final Prices prices;
    private final ChargeStore store;
    private final UsageRollups rollups;
    private final ChargeMetrics metrics;
    private final ChargeConfig config;

    ParkedEvents(
            Database database,
            Prices prices,
            ChargeStore store,
            UsageRollups rollups,
            ChargeMetrics metrics,
            ChargeConfig config) {
        this.database = database;
        this.prices = prices;
        this.store = store;
        this.rollups = rollups;
        this.metrics = metrics;
        this.config = config;
    }

    @Override
    public Uni<Void> published() {
        return sweep();
    }

    @Scheduled(
            every = "${hangil.billing.charge.sweep-every:PT30S}",
            delayed = "PT5S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduledSweep() {
        return sweep().onFailure()
                .invoke(failure -> LOG.warnf("parked events were not looked through: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Charges all parked events that have their prices, a transaction at a time. */
    private Uni<Void> sweep() {
        return Uni.createFrom()
                .deferred(() -> database.transaction(this::chargeSome))
                .repeat()
                .until(charged -> charged < config.sweepSize())
                .collect()
                .with(Collectors.summingInt(Integer::intValue))
                .invoke(ParkedEvents::report)
                .chain(() -> database.transaction(store::countParked))
                .invoke(metrics::waiting)
                .replaceWithVoid();
    }

    private Uni<Integer> chargeSome(SqlConnection connection) {
        return prices.hold(connection)
                .chain(() -> store.nowPriced(connection, config.sweepSize()))
                .call(events -> charge(connection, events))
                .map(List::size);
    }

    private Uni<Void> charge(SqlConnection connection, List<Booked> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return prices.inForce(connection, Charging.models(events), Charging.earliest(events), Charging.latest(events))
                .map(list -> Charging.rate(events, list).stream().collect(Collectors.partitioningBy(Outcome::isRated)))
                .chain(byRated -> settle(
                        connection, byRated.getOrDefault(true, List.of()), byRated.getOrDefault(false, List.of())));
    }

    private Uni<Void> settle(SqlConnection connection, List<Outcome> rated, List<Outcome> unrated) {
        return Pipeline.all(
                store.insertLines(connection, rated),
                store.unpark(connection, rated),
                store.park(connection, unrated),
                rollups.add(connection, rated.stream().map(Outcome::settled).toList()));
    }

    private static void report(int charged) {
        if (charged > 0) {
            LOG.infof("%d parked events met their price", charged);
        }
    }
}
