package kr.hangil.billing.lease;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.hangil.billing.credit.Credits;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.lease.LeaseStore.Share;
import kr.hangil.billing.lease.PoolKey.HardBudget;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.budget.BudgetLease;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.contracts.budget.LeaseRequest.Ask;
import kr.hangil.contracts.budget.LeaseRequest.Return;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Grants shares, takes them back, and reclaims those of holders that fell silent: one transaction for each request. */
@ApplicationScoped
class LeaseService {

    private static final Logger LOG = Logger.getLogger(LeaseService.class);

    private final Database database;
    private final LeaseStore store;
    private final Credits credits;
    private final LeaseConfig config;
    private final Clock clock;

    LeaseService(Database database, LeaseStore store, Credits credits, LeaseConfig config, Clock clock) {
        this.database = database;
        this.store = store;
        this.credits = credits;
        this.config = config;
        this.clock = clock;
    }

    Uni<LeaseAnswer> lease(LeaseRequest request) {
        return database.transaction(connection -> lease(connection, request, clock.instant()));
    }

    private Uni<LeaseAnswer> lease(SqlConnection connection, LeaseRequest request, Instant now) {
        Set<String> tenants = request.asks().stream().map(Ask::tenant).collect(Collectors.toSet());
        return store.see(connection, request.holder(), now)
                .chain(() -> store.budgets(connection, request.asks()))
                .flatMap(budgets -> store.prepaid(connection, tenants)
                        .flatMap(prepaid -> pools(connection, request, budgets, prepaid, now)))
                .flatMap(pools -> store.spending(connection, request.asks(), now)
                        .flatMap(spending -> answer(connection, request, pools, spending)));
    }

    /** Locks every pool the request is about, and reads what is held and spent of it. */
    private Uni<Pools> pools(
            SqlConnection connection,
            LeaseRequest request,
            List<HardBudget> budgets,
            Set<String> prepaid,
            Instant now) {
        TreeSet<PoolKey> keys = new TreeSet<>();
        budgets.forEach(budget -> keys.add(PoolKey.of(budget, now)));
        prepaid.forEach(tenant -> keys.add(PoolKey.credit(tenant)));
        Uni<List<Long>> held = request.fresh()
                ? store.held(connection, request.holder(), SpendPeriod.MONTH.start(now))
                : Uni.createFrom().item(List.of());
        return held.flatMap(heldIds -> store.pools(connection, keys).flatMap(asked -> {
            Set<Long> ids = new HashSet<>(asked.values());
            ids.addAll(heldIds);
            request.returns().forEach(returned -> ids.add(Long.parseLong(returned.budget())));
            return store.lock(connection, ids)
                    .flatMap(locked -> capacities(connection, locked)
                            .flatMap(creditOf -> read(connection, locked, budgets, creditOf, now)
                                    .map(open -> new Pools(budgets, prepaid, asked, open, creditOf, heldIds, now))));
        }));
    }

    private Uni<Map<String, Credits.Capacity>> capacities(SqlConnection connection, Map<Long, PoolKey> locked) {
        Map<String, Credits.Capacity> capacities = new HashMap<>();
        return Multi.createFrom()
                .iterable(locked.values().stream()
                        .filter(key -> key.budget() == null)
                        .map(PoolKey::tenant)
                        .sorted()
                        .toList())
                .onItem()
                .transformToUniAndConcatenate(tenant ->
                        credits.settle(connection, tenant).invoke(capacity -> capacities.put(tenant, capacity)))
                .collect()
                .last()
                .replaceWith(capacities);
    }

    private Uni<Map<Long, LeasePool>> read(
            SqlConnection connection,
            Map<Long, PoolKey> locked,
            List<HardBudget> budgets,
            Map<String, Credits.Capacity> creditOf,
            Instant now) {
        Map<Long, BigDecimal> limits = budgets.stream().collect(Collectors.toMap(HardBudget::id, HardBudget::limit));
        Instant silentSince = now.minus(config.ttl()).minus(config.grace());
        return store.granted(connection, locked.keySet(), silentSince)
                .flatMap(shares -> store.spent(connection, locked.keySet()).map(spent -> {
                    Map<Long, LeasePool> pools = new HashMap<>();
                    locked.forEach((id, key) -> pools.put(
                            id,
                            new LeasePool(
                                    capacity(key, limits, creditOf),
                                    config.smallPercent(),
                                    of(shares, id),
                                    spent.getOrDefault(id, Map.of()))));
                    shares.stream().filter(Share::silent).forEach(share -> reclaim(pools, share));
                    return pools;
                }));
    }

    /** Nothing is granted of a pool that is only given back to. */
    private static BigDecimal capacity(
            PoolKey key, Map<Long, BigDecimal> limits, Map<String, Credits.Capacity> creditOf) {
        Credits.Capacity credit = key.budget() == null ? creditOf.get(key.tenant()) : null;
        return credit != null ? credit.spendable() : limits.getOrDefault(key.budget(), BigDecimal.ZERO);
    }

    private static Map<String, BigDecimal> of(List<Share> shares, long pool) {
        return shares.stream()
                .filter(share -> share.pool() == pool)
                .collect(Collectors.toMap(Share::holder, Share::granted));
    }

    private static void reclaim(Map<Long, LeasePool> pools, Share share) {
        LeasePool pool = Objects.requireNonNull(pools.get(share.pool()));
        pool.reclaim(share.holder());
        if (pool.changes().containsKey(share.holder())) {
            LOG.infof("took back what silent %s held of pool %d", share.holder(), share.pool());
        }
    }

    private Uni<LeaseAnswer> answer(
            SqlConnection connection,
            LeaseRequest request,
            Pools pools,
            Map<LeaseStore.Key, LeaseAnswer.Spending> spending) {
        pools.held().forEach(id -> pools.open(id).reclaim(request.holder()));
        for (Return returned : request.returns()) {
            LeasePool pool = pools.open().get(Long.parseLong(returned.budget()));
            if (pool != null) {
                pool.giveBack(request.holder(), returned.unused());
            }
        }
        List<LeaseAnswer.Granted> data = request.asks().stream()
                .map(ask -> new LeaseAnswer.Granted(
                        ask.tenant(),
                        ask.project(),
                        ask.keyId(),
                        pools.grant(request.holder(), ask),
                        spending.get(new LeaseStore.Key(ask.tenant(), ask.keyId()))))
                .toList();
        LeaseAnswer answer = new LeaseAnswer(Math.toIntExact(config.ttl().toSeconds()), data);
        return store.keep(connection, pools.changes()).replaceWith(answer);
    }

    /**
     * The pools of one request, locked.
     *
     * @param asked number of each pool that is asked of
     * @param open state by number, of those given back to as well
     * @param held pools that a fresh holder held a share of
     */
    private record Pools(
            List<HardBudget> budgets,
            Set<String> prepaid,
            Map<PoolKey, Long> asked,
            Map<Long, LeasePool> open,
            Map<String, Credits.Capacity> creditOf,
            List<Long> held,
            Instant now) {

        LeasePool open(long id) {
            return Objects.requireNonNull(open.get(id));
        }

        List<BudgetLease> grant(String holder, Ask ask) {
            List<BudgetLease> leases = new ArrayList<>();
            for (HardBudget budget : budgets) {
                if (budget.limits(ask.tenant(), ask.project(), ask.keyId())) {
                    BudgetLease.Period period =
                            budget.period() == SpendPeriod.DAY ? BudgetLease.Period.DAY : BudgetLease.Period.MONTH;
                    Instant resetsAt = budget.period().end(now);
                    leases.add(lease(
                            holder, ask, PoolKey.of(budget, now), budget.scope(), period, budget.limit(), resetsAt));
                }
            }
            Credits.Capacity credit = prepaid.contains(ask.tenant()) ? creditOf.get(ask.tenant()) : null;
            if (credit != null) {
                leases.add(lease(
                        holder,
                        ask,
                        PoolKey.credit(ask.tenant()),
                        BudgetLease.Scope.CREDIT,
                        BudgetLease.Period.NONE,
                        credit.granted(),
                        null));
            }
            return leases;
        }

        private BudgetLease lease(
                String holder,
                Ask ask,
                PoolKey key,
                BudgetLease.Scope scope,
                BudgetLease.Period period,
                BigDecimal limit,
                @Nullable Instant resetsAt) {
            long id = Objects.requireNonNull(asked.get(key));
            LeasePool pool = open(id);
            BigDecimal granted = pool.grant(holder, ask.want());
            BigDecimal spent = scope == BudgetLease.Scope.CREDIT ? limit.subtract(pool.available()) : pool.committed();
            return new BudgetLease(Long.toString(id), scope, period, limit, plain(spent), plain(granted), resetsAt);
        }

        List<Share> changes() {
            List<Share> changes = new ArrayList<>();
            open.forEach((id, pool) ->
                    pool.changes().forEach((holder, granted) -> changes.add(new Share(id, holder, granted, false))));
            return changes;
        }

        private static BigDecimal plain(BigDecimal won) {
            return new BigDecimal(won.stripTrailingZeros().toPlainString());
        }
    }
}
