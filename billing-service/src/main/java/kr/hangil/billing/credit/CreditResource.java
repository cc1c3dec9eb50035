package kr.hangil.billing.credit;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.billing.idempotency.Idempotency.Call;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.contracts.page.Page;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Credit: members see it, operators grant and refund it. */
@Path("/v1/tenants/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class CreditResource {

    private final CreditService service;
    private final TenantAccess access;
    private final SecurityIdentity identity;

    CreditResource(CreditService service, TenantAccess access, SecurityIdentity identity) {
        this.service = service;
        this.access = access;
        this.identity = identity;
    }

    @POST
    @Path("/credits")
    @RolesAllowed("platform-operator")
    public Uni<RestResponse<Credit>> grant(
            @PathParam("tenant") String tenant,
            @HeaderParam("Idempotency-Key") @Pattern(regexp = Call.KEY) @Nullable String key,
            @NotNull @Valid CreditDraft draft) {
        return service.grant(tenant, draft, key, identity.getPrincipal().getName())
                .map(granted -> RestResponse.status(
                        granted.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, granted.credit()));
    }

    @GET
    @Path("/credits")
    @Authenticated
    public Uni<Page<Credit>> list(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return access.mayRead(tenant).chain(() -> service.list(tenant, limit, after));
    }

    @POST
    @Path("/credits/{id}/refund")
    @RolesAllowed("platform-operator")
    public Uni<Credit> refund(
            @PathParam("tenant") String tenant,
            @PathParam("id") long id,
            @HeaderParam("Idempotency-Key") @Pattern(regexp = Call.KEY) @Nullable String key,
            @NotNull @Valid RefundDraft draft) {
        return service.refund(tenant, id, draft, key, identity.getPrincipal().getName());
    }

    @GET
    @Path("/billing-mode")
    @Authenticated
    public Uni<CreditAccount> mode(@PathParam("tenant") String tenant) {
        return access.mayRead(tenant).chain(() -> service.account(tenant));
    }

    @PUT
    @Path("/billing-mode")
    @RolesAllowed("platform-operator")
    public Uni<CreditAccount> setMode(@PathParam("tenant") String tenant, @NotNull @Valid ModeDraft draft) {
        return service.setMode(tenant, draft.mode());
    }

    record ModeDraft(@NotNull BillingMode mode) {}
}
