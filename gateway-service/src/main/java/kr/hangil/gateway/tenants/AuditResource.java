package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditEntry;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.audit.AuditVerification;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Transactions;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/tenants/{tenant}/audit}, for owners and admins. */
@Path("/manage/v1/tenants/{tenant}/audit")
class AuditResource {

    private final AuditService audit;
    private final TenantAccess access;
    private final Transactions transactions;
    private final CurrentUser user;

    AuditResource(AuditService audit, TenantAccess access, Transactions transactions, CurrentUser user) {
        this.audit = audit;
        this.access = access;
        this.transactions = transactions;
        this.user = user;
    }

    @GET
    public Uni<Page<AuditEntry>> ofTenant(
            String tenant, @RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        User caller = user.get();
        PageRequest page = PageRequest.of(limit, after);
        return transactions.read(() -> access.toManage(caller, tenant).flatMap(granted -> audit.list(tenant, page)));
    }

    @GET
    @Path("verification")
    public Uni<AuditVerification> verifyTenant(String tenant) {
        User caller = user.get();
        return transactions.read(() -> access.toManage(caller, tenant).flatMap(granted -> audit.verify(tenant)));
    }
}
