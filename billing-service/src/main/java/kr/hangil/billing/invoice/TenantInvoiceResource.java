package kr.hangil.billing.invoice;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.contracts.page.Page;

/** A tenant's final invoices, for those who look after its money. */
@Path("/v1/tenants/{tenant}/invoices")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
class TenantInvoiceResource {

    private final InvoiceService service;
    private final TenantAccess access;

    TenantInvoiceResource(InvoiceService service, TenantAccess access) {
        this.service = service;
        this.access = access;
    }

    @GET
    public Uni<Page<Invoice>> list(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return access.mayManageMoney(tenant).chain(() -> service.list(tenant, null, true, limit, after));
    }

    @GET
    @Path("/{number}")
    public Uni<Invoice> get(@PathParam("tenant") String tenant, @PathParam("number") String number) {
        return access.mayManageMoney(tenant).chain(() -> service.get(tenant, number));
    }
}
