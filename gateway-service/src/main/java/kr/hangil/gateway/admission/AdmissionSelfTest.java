package kr.hangil.gateway.admission;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.hangil.gateway.identity.Caller;
import kr.hangil.gateway.snapshot.Limits;
import kr.hangil.gateway.snapshot.Snapshot;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.platform.startup.StartupCheck;

/** Refuses to start a gateway whose limiter lets through what it must not: a tenant with a limit of one sends two. */
@ApplicationScoped
class AdmissionSelfTest implements StartupCheck {

    private static final String TENANT = "self-test";

    private final Clock clock;

    AdmissionSelfTest(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<String> findings() {
        LocalQuotas quotas = new LocalQuotas(clock);
        boolean first = quotas.take(claim("first"), Share.WHOLE, false) instanceof Verdict.Granted;
        boolean second = quotas.take(claim("second"), Share.WHOLE, false) instanceof Verdict.Granted;
        return first && !second ? List.of() : List.of("the limiter does not limit: do not serve with this build");
    }

    private static Claim claim(String requestId) {
        TenantPolicy policy = new TenantPolicy(
                new Limits(1, null, null),
                TenantPolicy.OPEN.projects(),
                TenantPolicy.OPEN.regions(),
                TenantPolicy.OPEN.fallbacks());
        Snapshot snapshot = new Snapshot(
                1,
                Snapshot.EMPTY.keys(),
                Snapshot.EMPTY.memberships(),
                Snapshot.EMPTY.tenants(),
                Snapshot.EMPTY.routes(),
                Snapshot.EMPTY.discovered(),
                Map.of(TENANT, policy));
        return QuotaService.claim(requestId, snapshot, new Caller(TENANT, null, null, null, Set.of()), 1);
    }
}
