package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.audit.AuditEntry;
import kr.hangil.gateway.audit.AuditService;
import kr.hangil.gateway.audit.AuditVerification;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Transactions;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/audit}: what happened to routes, for platform operators. */
@Path("/manage/v1/audit")
class PlatformAuditResource {

    private final AuditService audit;
    private final Transactions transactions;
    private final CurrentUser user;

    PlatformAuditResource(AuditService audit, Transactions transactions, CurrentUser user) {
        this.audit = audit;
        this.transactions = transactions;
        this.user = user;
    }

    @GET
    public Uni<Page<AuditEntry>> list(@RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        requireOperator();
        PageRequest page = PageRequest.of(limit, after);
        return transactions.read(() -> audit.list(AuditService.PLATFORM, page));
    }

    @GET
    @Path("verification")
    public Uni<AuditVerification> verify() {
        requireOperator();
        return transactions.read(() -> audit.verify(AuditService.PLATFORM));
    }

    private void requireOperator() {
        if (!user.get().isOperator()) {
            throw new PlatformException(ErrorCode.PERMISSION_DENIED, "the platform's trail is for platform operators");
        }
    }
}
