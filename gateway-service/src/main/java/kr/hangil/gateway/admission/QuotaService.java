package kr.hangil.gateway.admission;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.MeteringConfig;
import kr.hangil.gateway.snapshot.ApiKeyEntry;
import kr.hangil.gateway.snapshot.Limits;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** The limits of a caller, and where they are counted: in Redis where the configuration names one, else here. */
@Singleton
class QuotaService {

    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final Quotas quotas;
    private final @Nullable RedisLink redis;
    private final @Nullable RedisQuotas shared;
    private final Vertx vertx;
    private volatile long timer = -1;

    QuotaService(AdmissionConfig config, MeteringConfig metering, Vertx vertx, Clock clock, MeterRegistry metrics) {
        this.vertx = vertx;
        this.redis = config.redis()
                .url()
                .map(url -> new RedisLink(vertx, config.redis(), url, clock))
                .orElse(null);
        this.shared = redis == null ? null : new RedisQuotas(vertx, config.redis(), redis, metering.source(), clock);
        this.quotas = shared == null ? new LocalQuotas(clock) : shared;
        Gauge.builder("hangil.gateway.limits.degraded", this, service -> service.isDegraded() ? 1 : 0)
                .description("1 while limits are held by this gateway's share alone")
                .register(metrics);
    }

    void onStart(@Observes StartupEvent event) {
        if (shared != null) {
            shared.start();
        }
        timer = vertx.setPeriodic(SWEEP.toMillis(), ignored -> quotas.forgetIdle());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        if (redis != null && shared != null) {
            shared.stop();
            redis.close();
        }
    }

    /** The Redis that gateways share; empty where the configuration names none. */
    Optional<RedisLink> redis() {
        return Optional.ofNullable(redis);
    }

    boolean isDegraded() {
        return redis != null && redis.isAway();
    }

    Future<Verdict> reserve(Claim claim) {
        return quotas.reserve(claim);
    }

    void settle(Claim claim, Verdict.Granted granted, long tokens) {
        quotas.settle(claim, granted, tokens);
    }

    /** How full {@code caller}'s limits are, as far as this gateway has seen. */
    List<Verdict.Level> levels(Claim claim) {
        return quotas.levels(claim);
    }

    /** @param tokens what the request is expected to use; at least 1 */
    static Claim claim(String requestId, Snapshot snapshot, Caller caller, long tokens) {
        List<Quota> quotas = new ArrayList<>(9);
        TenantPolicy policy = snapshot.policy(caller.tenant());
        String keyId = caller.keyId();
        if (keyId != null) {
            ApiKeyEntry key = snapshot.keys().get(keyId);
            add(quotas, "key " + keyId, key == null ? Limits.NONE : key.limits(), tokens);
        }
        String project = caller.project();
        if (project != null) {
            add(quotas, "project " + project, policy.projects().getOrDefault(project, Limits.NONE), tokens);
        }
        add(quotas, "tenant", policy.limits(), tokens);
        return new Claim(requestId, caller.tenant(), quotas);
    }

    /** An estimate over the limit reserves all of it: what a small limit lets through is not for us to say. */
    private static void add(List<Quota> quotas, String scope, Limits limits, long tokens) {
        if (limits.requestsPerMinute() != null) {
            quotas.add(new Quota(scope, Quota.Kind.REQUESTS, limits.requestsPerMinute(), 1));
        }
        if (limits.tokensPerMinute() != null) {
            long limit = limits.tokensPerMinute();
            quotas.add(new Quota(scope, Quota.Kind.TOKENS, limit, Math.clamp(tokens, 1, limit)));
        }
        if (limits.concurrency() != null) {
            quotas.add(new Quota(scope, Quota.Kind.CONCURRENCY, limits.concurrency(), 1));
        }
    }

    static PlatformException refusal(Verdict.Refused refused) {
        Quota quota = refused.level().quota();
        return PlatformException.retryable(
                ErrorCode.RATE_LIMITED,
                "the " + quota.scope() + " has a limit of " + quota.limit() + " "
                        + quota.kind().words() + ", of which " + refused.level().used()
                        + " are used and this request needs "
                        + quota.amount() + "; try again in " + RateHeaders.text(refused.retryAfter()),
                refused.retryAfter());
    }
}
