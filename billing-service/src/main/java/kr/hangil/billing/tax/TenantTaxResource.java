package kr.hangil.billing.tax;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.contracts.page.Page;
import org.jspecify.annotations.Nullable;

/** A tenant's tax invoices, to read and to print, for those who look after its money. */
@Path("/v1/tenants/{tenant}/tax-invoices")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
class TenantTaxResource {

    private final TaxService service;
    private final TaxPrinter printer;
    private final TenantAccess access;
    private final Vertx vertx;

    TenantTaxResource(TaxService service, TaxPrinter printer, TenantAccess access, Vertx vertx) {
        this.service = service;
        this.printer = printer;
        this.access = access;
        this.vertx = vertx;
    }

    @GET
    public Uni<Page<TaxInvoice>> list(
            @PathParam("tenant") String tenant,
            @QueryParam("invoice") @Nullable Long invoice,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return access.mayManageMoney(tenant).chain(() -> service.list(tenant, null, invoice, limit, after));
    }

    @GET
    @Path("/{id}")
    public Uni<TaxInvoice> get(@PathParam("tenant") String tenant, @PathParam("id") long id) {
        return access.mayManageMoney(tenant).chain(() -> service.get(tenant, id));
    }

    @GET
    @Path("/{id}/pdf")
    @Produces("application/pdf")
    public Uni<Response> pdf(@PathParam("tenant") String tenant, @PathParam("id") long id) {
        return access.mayManageMoney(tenant)
                .chain(() -> service.get(tenant, id))
                .flatMap(taxInvoice -> vertx.executeBlocking(() -> printer.print(taxInvoice), false))
                .map(pdf -> Response.ok(pdf, "application/pdf")
                        .header("Content-Disposition", "inline; filename=\"tax-invoice-" + id + ".pdf\"")
                        .build());
    }
}
