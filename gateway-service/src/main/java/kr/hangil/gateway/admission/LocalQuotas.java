package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters in this process: all there is for a gateway that runs alone, and beside {@link RedisQuotas} its memory of
 * what it took itself.
 */
final class LocalQuotas implements Quotas {

    /** How long a place is expected to stay taken, for want of anything better to tell the refused. */
    private static final Duration PLACE = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** A tenant's counters; the lock of everything inside. */
    private static final class Account {
        private final Map<Counted, Counter> counters = new HashMap<>();

        Counter of(Quota quota) {
            return counters.computeIfAbsent(new Counted(quota.scope(), quota.kind()), what -> new Counter());
        }

        List<Counter> of(Claim claim) {
            List<Counter> found = new ArrayList<>(claim.quotas().size());
            for (Quota quota : claim.quotas()) {
                found.add(of(quota));
            }
            return found;
        }
    }

    /** What a counter is of: {@link Quota#scope()} and {@link Quota#kind()}. */
    private record Counted(String scope, Quota.Kind kind) {}

    private static final class Counter {
        private final RollingWindow window = new RollingWindow();
        private int inFlight;

        /** What everybody had taken when Redis last said so, and what we took since without it. */
        private long seenUsed;

        private long seenAt = Long.MIN_VALUE / 2;
        private long takenSince;

        boolean isIdle(long now) {
            return inFlight == 0
                    && window.used(now) == 0
                    && window.until(now, 0).isZero();
        }
    }

    LocalQuotas(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Future<Verdict> reserve(Claim claim) {
        return Future.succeededFuture(take(claim, Share.WHOLE, false));
    }

    /** Grants {@code share} of what is left of every limit, as far as this gateway has seen. */
    Verdict take(Claim claim, Share share, boolean degraded) {
        long now = clock.millis();
        Account account = accounts.computeIfAbsent(claim.tenant(), tenant -> new Account());
        synchronized (account) {
            List<Counter> counters = account.of(claim);
            for (int i = 0; i < counters.size(); i++) {
                Quota quota = claim.quotas().get(i);
                Counter counter = counters.get(i);
                if (quota.amount() > room(quota, counter, share, now)) {
                    return new Verdict.Refused(level(quota, counter, now), retryAfter(quota, counter, share, now));
                }
            }
            List<Verdict.Level> levels = new ArrayList<>(counters.size());
            long bucket = RollingWindow.bucketOf(now);
            for (int i = 0; i < counters.size(); i++) {
                Quota quota = claim.quotas().get(i);
                Counter counter = counters.get(i);
                add(quota, counter, bucket);
                counter.takenSince += quota.amount();
                levels.add(level(quota, counter, now));
            }
            return new Verdict.Granted(bucket, levels, degraded);
        }
    }

    /** Notes what Redis has granted to this gateway. */
    void mirror(Claim claim, List<Verdict.Level> levels) {
        long now = clock.millis();
        Account account = accounts.computeIfAbsent(claim.tenant(), tenant -> new Account());
        synchronized (account) {
            for (Verdict.Level level : levels) {
                Counter counter = account.of(level.quota());
                add(level.quota(), counter, RollingWindow.bucketOf(now));
                counter.seenUsed = level.used();
                counter.seenAt = now;
                counter.takenSince = 0;
            }
        }
    }

    /** Notes how full Redis has found a quota. */
    void saw(Claim claim, Verdict.Level level) {
        Account account = accounts.computeIfAbsent(claim.tenant(), tenant -> new Account());
        synchronized (account) {
            Counter counter = account.of(level.quota());
            counter.seenUsed = level.used();
            counter.seenAt = clock.millis();
            counter.takenSince = 0;
        }
    }

    @Override
    public void settle(Claim claim, Verdict.Granted granted, long tokens) {
        Account account = accounts.get(claim.tenant());
        if (account == null) {
            return;
        }
        long now = RollingWindow.bucketOf(clock.millis());
        synchronized (account) {
            for (Quota quota : claim.quotas()) {
                Counter counter = account.of(quota);
                switch (quota.kind()) {
                    case REQUESTS -> {}
                    case CONCURRENCY -> counter.inFlight--;
                    case TOKENS -> {
                        long beyond = tokens - quota.amount();
                        counter.window.add(beyond > 0 ? now : granted.bucket(), beyond);
                    }
                }
            }
        }
    }

    @Override
    public List<Verdict.Level> levels(Claim claim) {
        long now = clock.millis();
        Account account = accounts.computeIfAbsent(claim.tenant(), tenant -> new Account());
        synchronized (account) {
            return claim.quotas().stream()
                    .map(quota -> level(quota, account.of(quota), now))
                    .toList();
        }
    }

    @Override
    public void forgetIdle() {
        long now = clock.millis();
        for (Account account : accounts.values()) {
            synchronized (account) {
                account.counters.values().removeIf(counter -> counter.isIdle(now));
            }
        }
    }

    private static void add(Quota quota, Counter counter, long bucket) {
        if (quota.kind() == Quota.Kind.CONCURRENCY) {
            counter.inFlight++;
        } else {
            counter.window.add(bucket, quota.amount());
        }
    }

    private static long room(Quota quota, Counter counter, Share share, long now) {
        long mine = share.of(quota.limit()) - used(quota, counter, now);
        boolean saw = now - counter.seenAt < RollingWindow.BUCKETS * RollingWindow.BUCKET_MILLIS;
        if (share.isWhole() || !saw || quota.kind() == Quota.Kind.CONCURRENCY) {
            return mine;
        }
        return share.of(Math.max(0, quota.limit() - counter.seenUsed)) - counter.takenSince;
    }

    private static long used(Quota quota, Counter counter, long now) {
        return quota.kind() == Quota.Kind.CONCURRENCY ? counter.inFlight : counter.window.used(now);
    }

    private static Verdict.Level level(Quota quota, Counter counter, long now) {
        Duration reset = quota.kind() == Quota.Kind.CONCURRENCY ? Duration.ZERO : counter.window.until(now, 0);
        return new Verdict.Level(quota, used(quota, counter, now), reset);
    }

    private static Duration retryAfter(Quota quota, Counter counter, Share share, long now) {
        if (quota.kind() == Quota.Kind.CONCURRENCY) {
            return PLACE;
        }
        Duration until = counter.window.until(now, share.of(quota.limit()) - quota.amount());
        return until.isZero() ? Duration.ofMillis(RollingWindow.BUCKET_MILLIS) : until;
    }
}
