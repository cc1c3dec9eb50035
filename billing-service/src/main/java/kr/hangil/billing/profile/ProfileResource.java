package kr.hangil.billing.profile;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** How a tenant is named on its invoices. Invoices that are final keep the name they were made with. */
@Path("/v1/tenants/{tenant}/billing-profile")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Authenticated
class ProfileResource {

    private final Database database;
    private final Parties parties;
    private final TenantAccess access;
    private final SecurityIdentity identity;
    private final Clock clock;

    ProfileResource(Database database, Parties parties, TenantAccess access, SecurityIdentity identity, Clock clock) {
        this.database = database;
        this.parties = parties;
        this.access = access;
        this.identity = identity;
        this.clock = clock;
    }

    @GET
    public Uni<Party> get(@PathParam("tenant") String tenant) {
        return access.mayManageMoney(tenant)
                .chain(() -> database.transaction(connection -> parties.buyer(connection, tenant)))
                .map(party -> party.orElseThrow(() -> new PlatformException(
                        ErrorCode.NOT_FOUND, "the tenant '" + tenant + "' has no billing profile yet")));
    }

    @PUT
    public Uni<Party> put(@PathParam("tenant") String tenant, @NotNull @Valid Party party) {
        String by = identity.getPrincipal().getName();
        Party checked = Parties.checked(party);
        return access.mayManageMoney(tenant)
                .chain(() -> database.transaction(
                        connection -> parties.keep(connection, tenant, checked, by, clock.instant())))
                .replaceWith(checked);
    }
}
