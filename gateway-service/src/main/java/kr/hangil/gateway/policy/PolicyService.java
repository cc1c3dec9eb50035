package kr.hangil.gateway.policy;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.gateway.storage.Revision;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.gateway.tenants.TenantAccess;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Policies: read by members, decided by who manages the tenant, imposed by operators. */
@ApplicationScoped
class PolicyService {

    private final Transactions transactions;
    private final PolicyRepository policies;
    private final PolicyCheck check;
    private final TenantAccess access;
    private final AuditService audit;

    PolicyService(
            Transactions transactions,
            PolicyRepository policies,
            PolicyCheck check,
            TenantAccess access,
            AuditService audit) {
        this.transactions = transactions;
        this.policies = policies;
        this.check = check;
        this.access = access;
        this.audit = audit;
    }

    Uni<PolicyLayers> get(User user, String tenant) {
        return transactions.read(() -> access.toRead(user, tenant).flatMap(granted -> policies.of(tenant)));
    }

    /** Replaces what the tenant decided. */
    Uni<PolicyLayers> decide(User user, String tenant, @Nullable String ifMatch, TenantPolicy wanted) {
        return transactions.write(() -> access.toManage(user, tenant)
                .flatMap(granted -> policies.lock(tenant))
                .invoke(before -> Revision.require(ifMatch, before.revision()))
                .call(before -> check.check(tenant, before.own(), wanted))
                .map(before -> before.withOwn(wanted))
                .call(changed -> save(user, tenant, "policy.put", changed)));
    }

    /** Replaces what the platform imposes. */
    Uni<PolicyLayers> impose(User user, String tenant, @Nullable String ifMatch, Imposed wanted) {
        return transactions.write(() -> access.toRead(user, tenant)
                .invoke(granted -> requireOperator(user))
                .flatMap(granted -> policies.lock(tenant))
                .invoke(before -> Revision.require(ifMatch, before.revision()))
                .call(before -> check.check(before.imposed(), wanted))
                .map(before -> before.withImposed(wanted))
                .call(changed -> save(user, tenant, "policy.impose", changed)));
    }

    private Uni<Void> save(User user, String tenant, String action, PolicyLayers changed) {
        return policies.save(tenant, changed)
                .chain(() -> audit.record(
                        user,
                        tenant,
                        action,
                        tenant,
                        Map.of("revision", changed.revision(), "policy", PolicyBody.of(changed))));
    }

    private static void requireOperator(User user) {
        if (!user.isOperator()) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED, "only a platform operator imposes limits on a tenant");
        }
    }
}
