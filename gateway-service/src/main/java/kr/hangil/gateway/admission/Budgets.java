package kr.hangil.gateway.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kr.hangil.contracts.budget.BudgetLease;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.gateway.metering.MeteringConfig;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This gateway's room in each budget, leased from billing before it is spent.
 *
 * <p>What billing grants adds to a room, what a request reserves takes from it, so all gateways together never reserve
 * more than the budget has. Asks are collected: one call to billing is under way at a time. A caller that billing has
 * named no budget for is not limited. While billing is away, rooms are spent until their lease ends; a caller that was
 * never asked about is let through and counted in {@code hangil_gateway_budget_unconfirmed_total}.
 */
@Singleton
public class Budgets {

    private static final Logger LOG = Logger.getLogger(Budgets.class);
    private static final int MOST_ASKS = 1_000;

    /** A room is filled up for this many requests like the last one. */
    private static final BigDecimal AHEAD = BigDecimal.valueOf(8);

    private static final BigDecimal LEAST_ASK = BigDecimal.ONE;

    private final BillingClient billing;
    private final AdmissionConfig.BudgetConfig config;
    private final String holder;
    private final Vertx vertx;
    private final Clock clock;
    private final Counter unconfirmed;

    private final Map<Spender, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Room> rooms = new LinkedHashMap<>();
    private final Map<Spender, Want> wanted = new LinkedHashMap<>();
    private Promise<Void> nextAnswer = Promise.promise();
    private boolean asking;
    private Instant askingSince = Instant.MIN;
    private boolean fresh = true;
    private volatile boolean away;
    private volatile long timer = -1;

    /** Who spends: billing knows the budgets of each such combination. */
    record Spender(
            String tenant,
            @Nullable String project,
            @Nullable String keyId) {}

    /**
     * Won to ask for.
     *
     * @param waiting for all requests that wait for room
     * @param ahead for those that may come next
     */
    private record Want(BigDecimal waiting, BigDecimal ahead) {

        /** Only to be told what there is. */
        static final Want NOTHING = new Want(BigDecimal.ZERO, BigDecimal.ZERO);

        static Want ahead(BigDecimal estimate) {
            return new Want(BigDecimal.ZERO, estimate.multiply(AHEAD).max(LEAST_ASK));
        }

        static Want waiting(BigDecimal estimate) {
            return new Want(estimate, ahead(estimate).ahead);
        }

        Want and(Want other) {
            return new Want(waiting.add(other.waiting), ahead.max(other.ahead));
        }

        BigDecimal sum() {
            return waiting.add(ahead);
        }
    }

    /** What billing said about a spender. */
    private static final class Account {
        private List<Room> rooms = List.of();
        private LeaseAnswer.@Nullable Spending spending;
        private Instant goodUntil = Instant.MIN;
        private Instant usedAt = Instant.MIN;
    }

    Budgets(
            @RestClient BillingClient billing,
            AdmissionConfig config,
            MeteringConfig metering,
            Vertx vertx,
            Clock clock,
            MeterRegistry metrics) {
        this.billing = billing;
        this.config = config.budget();
        this.holder = metering.source();
        this.vertx = vertx;
        this.clock = clock;
        this.unconfirmed = metrics.counter("hangil.gateway.budget.unconfirmed");
        Gauge.builder("hangil.gateway.budget.billing.away", () -> away ? 1 : 0).register(metrics);
    }

    void onStart(@Observes StartupEvent event) {
        timer = vertx.setPeriodic(config.refresh().toMillis(), ignored -> refresh());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /**
     * Takes {@code estimate} won from every budget of {@code spender}, or from none.
     *
     * @return fails with 403 {@code budget_exceeded} or 402 {@code credit_exhausted}, naming the budget that billing says
     *     has nothing left; with 503 when billing cannot say whether it has
     */
    Future<BudgetReservation> reserve(Spender spender, BigDecimal estimate) {
        return take(spender, estimate, System.nanoTime() + config.patience().toNanos());
    }

    /** What {@code spender} spends from, as far as it was asked for. */
    synchronized List<BudgetReport> report(Spender spender) {
        Account account = accounts.get(spender);
        return account == null
                ? List.of()
                : account.rooms.stream().map(Room::report).toList();
    }

    /** What {@code spender}'s key has spent, as billing last said; null while it has not. Asked for by this. */
    synchronized LeaseAnswer.@Nullable Spending spending(Spender spender) {
        Account account = accounts.computeIfAbsent(spender, who -> new Account());
        account.usedAt = clock.instant();
        return account.spending;
    }

    /** Whether billing has not answered for so long that no request should wait for it. */
    private boolean isSilent(Instant now) {
        return away || (asking && now.isAfter(askingSince.plus(config.patience())));
    }

    private synchronized Future<BudgetReservation> take(Spender spender, BigDecimal estimate, long deadline) {
        Account account = accounts.computeIfAbsent(spender, who -> new Account());
        Instant now = clock.instant();
        account.usedAt = now;
        boolean mayWait = System.nanoTime() - deadline < 0 && !isSilent(now);
        if (!now.isBefore(account.goodUntil)) {
            if (mayWait) {
                return takeLater(spender, estimate, deadline);
            }
            wanted.putIfAbsent(spender, Want.NOTHING);
            if (account.goodUntil.equals(Instant.MIN)) {
                unconfirmed.increment();
                return Future.succeededFuture(BudgetReservation.NONE);
            }
            if (!account.rooms.isEmpty()) {
                return Future.failedFuture(account.rooms.getFirst().unknown());
            }
        }
        for (Room room : account.rooms) {
            if (!room.covers(estimate)) {
                boolean exhausted = room.isKnownExhausted(now, config.exhaustedPause());
                return mayWait && !exhausted
                        ? takeLater(spender, estimate, deadline)
                        : Future.failedFuture(room.isExhausted() ? room.refusal() : room.unknown());
            }
        }
        account.rooms.forEach(room -> room.reserve(estimate));
        if (account.rooms.stream()
                .anyMatch(room -> room.isLow(estimate) && !room.isKnownExhausted(now, config.refresh()))) {
            var _ = ask(spender, Want.ahead(estimate));
        }
        return Future.succeededFuture(
                account.rooms.isEmpty()
                        ? BudgetReservation.NONE
                        : new BudgetReservation(this, account.rooms, estimate));
    }

    synchronized void settle(List<Room> charged, BigDecimal reserved, BigDecimal actual) {
        charged.forEach(room -> room.settle(reserved, actual));
    }

    /** Takes when billing has answered; what it grants may go to others that wait, or not be all, so perhaps later still. */
    private Future<BudgetReservation> takeLater(Spender spender, BigDecimal estimate, long deadline) {
        return ask(spender, Want.waiting(estimate)).transform(ignored -> take(spender, estimate, deadline));
    }

    /** Completes when billing has answered an ask that includes this one, or has had its time; never fails. */
    private synchronized Future<Void> ask(Spender spender, Want want) {
        wanted.merge(spender, want, Want::and);
        Promise<Void> answered = Promise.promise();
        nextAnswer.future().onComplete(ignored -> answered.tryComplete());
        long timeout = vertx.setTimer(config.patience().toMillis(), ignored -> answered.tryComplete());
        if (!asking) {
            send();
        }
        return answered.future().onComplete(ignored -> vertx.cancelTimer(timeout));
    }

    private synchronized void send() {
        if (wanted.isEmpty()) {
            return;
        }
        asking = true;
        askingSince = clock.instant();
        List<Spender> spenders = wanted.keySet().stream().limit(MOST_ASKS).toList();
        List<LeaseRequest.Ask> asks = new ArrayList<>(spenders.size());
        for (Spender spender : spenders) {
            Want want = Objects.requireNonNull(wanted.remove(spender));
            asks.add(new LeaseRequest.Ask(spender.tenant(), spender.project(), spender.keyId(), want.sum()));
        }
        Promise<Void> answer = nextAnswer;
        nextAnswer = Promise.promise();
        billing.lease(new LeaseRequest(holder, fresh, asks, returns()))
                .subscribe()
                .with(granted -> answered(spenders, granted, answer), failure -> failed(failure, answer));
    }

    private synchronized void answered(List<Spender> spenders, LeaseAnswer answer, Promise<Void> waiting) {
        if (away) {
            away = false;
            LOG.info("billing grants budgets again");
        }
        fresh = false;
        Instant now = clock.instant();
        for (int i = 0; i < Math.min(spenders.size(), answer.data().size()); i++) {
            Account account = accounts.computeIfAbsent(spenders.get(i), who -> new Account());
            account.goodUntil = now.plusSeconds(answer.ttlSeconds());
            List<Room> granted = new ArrayList<>();
            for (BudgetLease lease : answer.data().get(i).budgets()) {
                Room room = rooms.computeIfAbsent(lease.budget(), id -> new Room(lease));
                room.granted(lease, now);
                granted.add(room);
            }
            account.rooms = List.copyOf(granted);
            account.spending = answer.data().get(i).spending();
        }
        done(waiting);
    }

    private synchronized void failed(Throwable failure, Promise<Void> waiting) {
        if (!away) {
            away = true;
            LOG.warnf("billing grants no budgets, spending what is leased: %s", failure.toString());
        }
        done(waiting);
    }

    private void done(Promise<Void> waiting) {
        asking = false;
        vertx.runOnContext(ignored -> {
            waiting.tryComplete();
            again();
        });
    }

    private synchronized void again() {
        if (!asking && !away) {
            send();
        }
    }

    /** Keeps leases alive that are in use and forgets callers that are not. */
    private synchronized void refresh() {
        Instant now = clock.instant();
        accounts.values().removeIf(account -> now.isAfter(account.usedAt.plus(config.idle())));
        accounts.keySet().forEach(spender -> wanted.putIfAbsent(spender, Want.NOTHING));
        if (!asking) {
            send();
        }
    }

    /** Rooms that no caller spends from any more go back, as do those of periods that have ended. */
    private List<LeaseRequest.Return> returns() {
        List<LeaseRequest.Return> returns = new ArrayList<>();
        Set<Room> used = new HashSet<>();
        accounts.values().forEach(account -> used.addAll(account.rooms));
        rooms.values().removeIf(room -> {
            if (used.contains(room) || room.isReserved()) {
                return false;
            }
            if (room.unused().signum() > 0) {
                returns.add(new LeaseRequest.Return(room.budget(), room.unused()));
            }
            return true;
        });
        return returns;
    }
}
