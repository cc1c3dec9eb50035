package kr.hangil.billing.charge;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kr.hangil.billing.pricing.Prices;
import kr.hangil.billing.rating.Consumption;
import kr.hangil.billing.rating.PriceList;
import kr.hangil.billing.rating.Rater;
import kr.hangil.billing.rating.Rating;
import kr.hangil.billing.spending.Payer;
import kr.hangil.contracts.usage.UsageEvent;

/** Charges events that were just booked, in the transaction that booked them. */
@ApplicationScoped
public class Charging {

    private final Prices prices;
    private final ChargeStore store;
    private final ChargeMetrics metrics;

    Charging(Prices prices, ChargeStore store, ChargeMetrics metrics) {
        this.prices = prices;
        this.store = store;
        this.metrics = metrics;
    }

    /** Writes the lines of {@code events}, or parks those without a price. */
    public Uni<Void> charge(SqlConnection connection, List<Booked> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return prices.inForce(connection, models(events), earliest(events), latest(events))
                .chain(list -> write(connection, rate(events, list)));
    }

    /** The outcome of each of {@code events}, in their order. */
    static List<Outcome> rate(List<Booked> events, PriceList prices) {
        List<Outcome> outcomes = new ArrayList<>(events.size());
        for (Booked event : events) {
            outcomes.add(new Outcome(event, Rater.rate(event.used(), prices)));
        }
        return outcomes;
    }

    static List<String> models(List<Booked> events) {
        return events.stream().map(event -> event.used().model()).distinct().toList();
    }

    static Instant earliest(List<Booked> events) {
        return events.stream()
                .map(event -> event.used().time())
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    static Instant latest(List<Booked> events) {
        return events.stream()
                .map(event -> event.used().time())
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
    }

    private Uni<Void> write(SqlConnection connection, List<Outcome> outcomes) {
        var byRated = outcomes.stream().collect(Collectors.partitioningBy(Outcome::isRated));
        List<Outcome> parked = byRated.getOrDefault(false, List.of());
        return store.insertLines(connection, byRated.getOrDefault(true, List.of()))
                .chain(() -> store.park(connection, parked))
                .invoke(() -> metrics.parked(parked.size()));
    }

    /**
     * An event in the ledger.
     *
     * @param seq its stored sequence
     * @param used what it used
     * @param payer whose spending it is
     */
    public record Booked(long seq, Consumption used, Payer payer) {

        public static Booked of(long seq, UsageEvent event) {
            var data = event.data();
            return new Booked(
                    seq,
                    new Consumption(
                            data.servedModel(),
                            event.time(),
                            data.promptTokens(),
                            data.cachedPromptTokens(),
                            data.completionTokens()),
                    Payer.of(event));
        }
    }

    /** An event and what rating it came to. */
    record Outcome(Booked event, Rating rating) {
        boolean isRated() {
            return rating instanceof Rating.Rated;
        }
    }
}
