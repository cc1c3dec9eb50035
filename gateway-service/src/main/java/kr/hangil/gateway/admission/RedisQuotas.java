package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Counters that all gateways share, in Redis: one atomic script a request.
 *
 * <p>Redis has a fixed time to answer. When it does not, this gateway grants its own share of what was left when Redis
 * last answered, and pays it in once Redis is back. A place in flight is a lease that its owner renews, so a gateway
 * that dies gives its places back.
 */
final class RedisQuotas implements Quotas, RedisLink.Watch {

    private static final Logger LOG = Logger.getLogger(RedisQuotas.class);
    private static final String PREFIX = "hangil:";
    private static final String GATEWAYS = PREFIX + "gateways";
    private static final int MOST_OWED = 50_000;
    private static final int SETTLED_AT_ONCE = 500;

    private final Vertx vertx;
    private final RedisLink redis;
    private final AdmissionConfig.RedisConfig config;
    private final String gatewayName;
    private final LocalQuotas local;
    private final Map<String, Claim> inFlight = new ConcurrentHashMap<>();
    private final Queue<Settlement> owed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger owedCount = new AtomicInteger();
    private final List<Long> timers = new ArrayList<>();
    private volatile Share share;

    private record Settlement(List<String> keys, List<String> arguments) {}

    RedisQuotas(Vertx vertx, AdmissionConfig.RedisConfig config, RedisLink redis, String gatewayName, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.redis = redis;
        this.gatewayName = gatewayName;
        this.local = new LocalQuotas(clock);
        this.share = new Share(0, config.gateways());
        redis.watch(this);
    }

    void start() {
        enlist();
        timers.add(vertx.setPeriodic(config.lease().toMillis() / 3, ignored -> {
            enlist();
            renew();
        }));
    }

    void stop() {
        timers.forEach(vertx::cancelTimer);
    }

    @Override
    public Future<Verdict> reserve(Claim claim) {
        if (claim.isUnlimited()) {
            return local.reserve(claim);
        }
        if (!redis.allows()) {
            return Future.succeededFuture(local.take(claim, share, true));
        }
        return redis.ask(RedisScripts.RESERVE, keys(claim, false), reserveArguments(claim))
                .map(answer -> verdict(claim, numbers(answer)))
                .otherwise(failure -> local.take(claim, share, true))
                .onSuccess(verdict -> {
                    if (verdict instanceof Verdict.Granted granted && !granted.degraded()) {
                        inFlight.put(claim.requestId(), claim);
                    }
                });
    }

    @Override
    public void settle(Claim claim, Verdict.Granted granted, long tokens) {
        if (claim.isUnlimited()) {
            return;
        }
        local.settle(claim, granted, tokens);
        inFlight.remove(claim.requestId());
        Settlement settlement = settlement(claim, granted, tokens);
        if (redis.isAway()) {
            owe(settlement);
        } else {
            pay(settlement);
        }
    }

    @Override
    public List<Verdict.Level> levels(Claim claim) {
        return local.levels(claim);
    }

    @Override
    public void forgetIdle() {
        local.forgetIdle();
    }

    private Verdict verdict(Claim claim, long[] answer) {
        if (answer[0] == 1) {
            List<Verdict.Level> levels = new ArrayList<>(claim.quotas().size());
            for (int i = 0; i < claim.quotas().size(); i++) {
                levels.add(new Verdict.Level(
                        claim.quotas().get(i), answer[3 + 2 * i], Duration.ofMillis(answer[4 + 2 * i])));
            }
            local.mirror(claim, levels);
            return new Verdict.Granted(answer[2], levels, false);
        }
        Quota refused = claim.quotas().get(Math.toIntExact(answer[2]) - 1);
        Verdict.Level level = new Verdict.Level(refused, answer[3], Duration.ofMillis(answer[5]));
        local.saw(claim, level);
        return new Verdict.Refused(level, Duration.ofMillis(Math.max(1, answer[4])));
    }

    private static long[] numbers(Response answer) {
        return answer.stream()
                .mapToLong(number -> Long.parseLong(number.toString()))
                .toArray();
    }

    @Override
    public void answered(boolean back) {
        if (back) {
            LOG.infof("Redis answers again, paying in %d settlement(s)", owedCount.get());
        }
        payIn();
    }

    @Override
    public void failed(boolean left, Throwable cause) {
        if (left) {
            LOG.warnf(
                    "Redis does not answer, granting share %d of %d of each limit: %s",
                    share.rank() + 1, share.of(), cause.getMessage());
        }
    }

    private void pay(Settlement settlement) {
        redis.tell(RedisScripts.SETTLE, settlement.keys(), settlement.arguments())
                .onFailure(failure -> owe(settlement));
    }

    private void owe(Settlement settlement) {
        if (owedCount.incrementAndGet() > MOST_OWED) {
            owedCount.decrementAndGet();
        } else {
            owed.add(settlement);
        }
    }

    private void payIn() {
        for (int i = 0; i < SETTLED_AT_ONCE; i++) {
            Settlement settlement = owed.poll();
            if (settlement == null) {
                return;
            }
            owedCount.decrementAndGet();
            pay(settlement);
        }
    }

    private void enlist() {
        String lease = Long.toString(config.lease().toMillis());
        redis.ask(RedisScripts.ENLIST, List.of(GATEWAYS), List.of(gatewayName, lease))
                .onSuccess(names -> {
                    int of = Math.max(names.size(), config.gateways());
                    for (int rank = 0; rank < names.size(); rank++) {
                        if (names.get(rank).toString().equals(gatewayName)) {
                            share = new Share(rank, of);
                        }
                    }
                });
    }

    private void renew() {
        Map<String, List<String>> owners = new HashMap<>();
        inFlight.values()
                .forEach(claim -> claim.quotas().stream()
                        .filter(quota -> quota.kind() == Quota.Kind.CONCURRENCY)
                        .forEach(quota -> owners.computeIfAbsent(key(claim, quota), key -> new ArrayList<>())
                                .add(claim.requestId())));
        owners.forEach((key, ids) -> {
            List<String> arguments = new ArrayList<>(ids.size() + 1);
            arguments.add(Long.toString(config.lease().toMillis()));
            arguments.addAll(ids);
            redis.ask(RedisScripts.RENEW, List.of(key), arguments)
                    .onFailure(failure -> LOG.debugf("leases not renewed: %s", failure.getMessage()));
        });
    }

    private List<String> reserveArguments(Claim claim) {
        List<String> arguments = new ArrayList<>(2 + 3 * claim.quotas().size());
        arguments.add(claim.requestId());
        arguments.add(Long.toString(config.lease().toMillis()));
        for (Quota quota : claim.quotas()) {
            arguments.add(kind(quota));
            arguments.add(Long.toString(quota.limit()));
            arguments.add(Long.toString(quota.amount()));
        }
        return arguments;
    }

    /** What Redis does not know yet of a degraded grant is all of it. */
    private static Settlement settlement(Claim claim, Verdict.Granted granted, long tokens) {
        List<String> arguments = new ArrayList<>(2 + 2 * claim.quotas().size());
        arguments.add(claim.requestId());
        arguments.add(Long.toString(granted.bucket()));
        for (Quota quota : claim.quotas()) {
            long actual = quota.kind() == Quota.Kind.TOKENS ? tokens : quota.amount();
            arguments.add(kind(quota));
            arguments.add(Long.toString(granted.degraded() ? actual : actual - quota.amount()));
        }
        return new Settlement(keys(claim, true), arguments);
    }

    private static List<String> keys(Claim claim, boolean withMark) {
        List<String> keys = new ArrayList<>(claim.quotas().size() + 1);
        if (withMark) {
            keys.add(PREFIX + "{" + claim.tenant() + "}:settled:" + claim.requestId());
        }
        claim.quotas().forEach(quota -> keys.add(key(claim, quota)));
        return keys;
    }

    private static String key(Claim claim, Quota quota) {
        return PREFIX + "{" + claim.tenant() + "}:" + quota.counter();
    }

    private static String kind(Quota quota) {
        return quota.kind().name().substring(0, 1);
    }
}
