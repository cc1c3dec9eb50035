package kr.hangil.billing.budget;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** Budgets, for those who look after a tenant's money. */
@Path("/v1/tenants/{tenant}/budgets")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Authenticated
class BudgetResource {

    private final BudgetService service;
    private final TenantAccess access;
    private final SecurityIdentity identity;

    BudgetResource(BudgetService service, TenantAccess access, SecurityIdentity identity) {
        this.service = service;
        this.access = access;
        this.identity = identity;
    }

    @GET
    public Uni<Page<Budget>> list(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return access.mayManageMoney(tenant).chain(() -> service.list(tenant, limit, after));
    }

    @POST
    public Uni<RestResponse<Budget>> create(
            @PathParam("tenant") String tenant,
            @HeaderParam("Idempotency-Key") @Pattern(regexp = Call.KEY) @Nullable String key,
            @NotNull @Valid BudgetDraft draft) {
        String by = caller();
        return access.mayManageMoney(tenant)
                .chain(() -> service.create(tenant, draft, key, by))
                .map(created -> RestResponse.status(
                        created.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, created.budget()));
    }

    @GET
    @Path("/{id}")
    public Uni<Budget> get(@PathParam("tenant") String tenant, @PathParam("id") long id) {
        return access.mayManageMoney(tenant).chain(() -> service.get(tenant, id));
    }

    @PUT
    @Path("/{id}")
    public Uni<Budget> replace(
            @PathParam("tenant") String tenant, @PathParam("id") long id, @NotNull @Valid BudgetDraft draft) {
        String by = caller();
        return access.mayManageMoney(tenant).chain(() -> service.replace(tenant, id, draft, by));
    }

    @DELETE
    @Path("/{id}")
    public Uni<Void> delete(@PathParam("tenant") String tenant, @PathParam("id") long id) {
        String by = caller();
        return access.mayManageMoney(tenant).chain(() -> service.delete(tenant, id, by));
    }

    private String caller() {
        return identity.getPrincipal().getName();
    }
}
