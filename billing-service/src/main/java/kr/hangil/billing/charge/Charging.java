package kr.hangil.billing.charge;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Pipeline;
import kr.hangil.billing.pricing.Prices;
import kr.hangil.billing.rating.Consumption;
import kr.hangil.billing.rating.PriceList;
import kr.hangil.billing.rating.Rater;
import kr.hangil.billing.rating.Rating;
import kr.hangil.billing.rollup.RolledUp;
import kr.hangil.billing.rollup.UsageRollups;
import kr.hangil.billing.spending.Payer;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import org.jspecify.annotations.Nullable;

/** Charges events that were just booked, in the transaction that booked them. */
@ApplicationScoped
public class Charging {

    private final Prices prices;
    private final ChargeStore store;
    private final UsageRollups rollups;
    private final ChargeMetrics metrics;

    Charging(Prices prices, ChargeStore store, UsageRollups rollups, ChargeMetrics metrics) {
        this.prices = prices;
        this.store = store;
        this.rollups = rollups;
        this.metrics = metrics;
    }

    /** Writes the lines of {@code events}, or parks those without a price, and rolls all of them up. */
    public Uni<Void> charge(SqlConnection connection, List<Booked> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return prices.inForce(connection, models(events), earliest(events), latest(events))
                .chain(list -> write(connection, rate(events, list)));
    }

    /** The part of {@code event} that has a price. */
    public static Consumption consumption(UsageEvent event) {
        UsageData data = event.data();
        return new Consumption(
                data.servedModel(),
                event.time(),
                data.promptTokens(),
                data.cachedPromptTokens(),
                data.completionTokens(),
                data.reasoningTokens(),
                data.images(),
                data.audioSeconds());
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
        return Pipeline.all(
                        store.insertLines(connection, byRated.getOrDefault(true, List.of())),
                        store.park(connection, parked),
                        rollups.add(
                                connection,
                                outcomes.stream().map(Outcome::booked).toList()))
                .invoke(() -> metrics.parked(parked.size()));
    }

    /**
     * An event in the ledger.
     *
     * @param seq its stored sequence
     * @param used what it used
     * @param payer whose spending it is
     * @param region where it was served
     */
    public record Booked(
            long seq,
            Consumption used,
            Payer payer,
            @Nullable String region) {

        public static Booked of(long seq, UsageEvent event) {
            return new Booked(
                    seq, consumption(event), Payer.of(event), event.data().region());
        }

        private RolledUp rolledUp(RolledUp.Sums sums) {
            return new RolledUp(
                    payer.tenant(),
                    used.time(),
                    used.model(),
                    payer.keyId(),
                    payer.project(),
                    region,
                    payer.source(),
                    sums);
        }
    }

    /** An event and what rating it came to. */
    record Outcome(Booked event, Rating rating) {
        boolean isRated() {
            return rating instanceof Rating.Rated;
        }

        /** What it adds to the roll-ups when it is booked. */
        RolledUp booked() {
            Consumption used = event.used();
            return event.rolledUp(new RolledUp.Sums(
                    1,
                    used.promptTokens(),
                    used.cachedPromptTokens(),
                    used.completionTokens(),
                    used.reasoningTokens(),
                    used.images(),
                    used.audioSeconds(),
                    isRated() ? 0 : 1,
                    amount()));
        }

        /** What it adds to the roll-ups when it was parked and is charged now. */
        RolledUp settled() {
            return event.rolledUp(RolledUp.Sums.settled(amount()));
        }

        private BigDecimal amount() {
            return rating instanceof Rating.Rated rated ? rated.amount() : BigDecimal.ZERO;
        }
    }
}
