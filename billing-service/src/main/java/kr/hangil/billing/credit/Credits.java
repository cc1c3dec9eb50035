package kr.hangil.billing.credit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What others need to know of a tenant's credit. */
@ApplicationScoped
public class Credits {

    private final CreditStore store;
    private final CreditConfig config;
    private final Clock clock;

    Credits(CreditStore store, CreditConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Settles the spending of {@code tenant} and tells what its gateways may hold.
     *
     * @param connection of a transaction that holds the tenant's lease pool
     */
    public Uni<Capacity> settle(SqlConnection connection, String tenant) {
        return standing(connection, tenant)
                .call(standing -> store.draw(connection, standing.draws()))
                .map(standing ->
                        new Capacity(standing.granted(), standing.remaining().add(standing.drawn())));
    }

    /** Settles the spending of {@code tenant} with its lease pool held until the transaction ends. */
    public Uni<Void> settleNow(SqlConnection connection, String tenant) {
        return store.lock(connection, tenant)
                .chain(() -> settle(connection, tenant))
                .replaceWithVoid();
    }

    /** As it would be if spending were settled now. */
    Uni<CreditStanding> standing(SqlConnection connection, String tenant) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return store.grants(connection, tenant)
                .flatMap(entries -> store.unsettled(connection, tenant)
                        .map(unsettled -> CreditStanding.settle(
                                entries.stream().map(CreditStore.Entry::grant).toList(),
                                unsettled,
                                now,
                                config.lateness())));
    }

    /**
     * How far spending may go.
     *
     * @param granted won that were granted and not paid back
     * @param spendable won that credited spending may reach in all: what grants paid so far and what is left of those not
     *     expired
     */
    public record Capacity(BigDecimal granted, BigDecimal spendable) {}
}
