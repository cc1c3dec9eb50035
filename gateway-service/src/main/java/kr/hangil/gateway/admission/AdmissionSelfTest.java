package kr.hangil.gateway.admission;

import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.envelope.Envelope;
import kr.hangil.gateway.envelope.EnvelopeReader;
import kr.hangil.gateway.envelope.Operation;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.snapshot.Limits;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.platform.startup.StartupCheck;

/**
 * Refuses to start a gateway that does not ask its limiter: a tenant with a limit of one request a minute sends more, the way every
 * request goes.
 *
 * <p>The tenant is another one at each start and has a name that no real one can have, so gateways that start together
 * do not meet; what Redis counts of it expires. It counts tokens, which is not billed, so billing hears nothing. That
 * the first request is let through is not asked: without Redis one of several gateways has no share of so small a limit.
 */
@ApplicationScoped
class AdmissionSelfTest implements StartupCheck {

    static final String TENANT = "self-test ";

    private static final TenantPolicy ONE_A_MINUTE = new TenantPolicy(
            new Limits(1, null, null),
            TenantPolicy.OPEN.projects(),
            TenantPolicy.OPEN.regions(),
            TenantPolicy.OPEN.fallbacks());

    /** One that Redis grants, one that this gateway grants by itself while Redis is slow to answer, and one too many. */
    private static final int REQUESTS = 3;

    private static final int PATIENCE_SECONDS = 10;

    private final AdmissionService admission;
    private final Clock clock;

    AdmissionSelfTest(AdmissionService admission, Clock clock) {
        this.admission = admission;
        this.clock = clock;
    }

    @Override
    public List<String> findings() {
        String tenant = TENANT + UUID.randomUUID();
        try {
            for (int i = 1; i <= REQUESTS; i++) {
                if (isRefused(tenant, i)) {
                    return List.of();
                }
            }
            return List.of("this build lets a tenant that may send one request a minute send " + REQUESTS
                    + ", so it holds no limit: do not serve with it, start another build");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("interrupted while the limits were tried: start it again");
        } catch (ExecutionException | TimeoutException e) {
            return List.of("the limits could not be tried, so nobody knows whether they hold; if that is so at every"
                    + " start, start another build: " + e);
        }
    }

    private boolean isRefused(String tenant, int number)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            admission
                    .reserve(
                            TENANT + number,
                            clock.instant(),
                            snapshot(tenant),
                            new Caller(tenant, null, null, null, Set.of()),
                            request(),
                            null,
                            MultiMap.caseInsensitiveMultiMap())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .settle(TokenCounts.NONE);
            return false;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PlatformException refusal && refusal.code() == ErrorCode.RATE_LIMITED) {
                return true;
            }
            throw e;
        }
    }

    private static Envelope request() {
        return EnvelopeReader.read(
                Operation.COUNT_TOKENS,
                "{\"model\":\"self-test\",\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static Snapshot snapshot(String tenant) {
        return new Snapshot(
                1,
                Snapshot.EMPTY.keys(),
                Snapshot.EMPTY.memberships(),
                Snapshot.EMPTY.tenants(),
                Snapshot.EMPTY.routes(),
                Snapshot.EMPTY.discovered(),
                Map.of(tenant, ONE_A_MINUTE));
    }
}
