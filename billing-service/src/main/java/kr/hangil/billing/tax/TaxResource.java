package kr.hangil.billing.tax;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import org.jspecify.annotations.Nullable;

/** Tax invoices, for operators. */
@Path("/v1/tax-invoices")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class TaxResource {

    private final TaxService service;

    TaxResource(TaxService service) {
        this.service = service;
    }

    @POST
    @Path("/{id}/issue")
    public Uni<TaxInvoice> issue(@PathParam("id") long id) {
        return service.issue(id);
    }

    @GET
    public Uni<Page<TaxInvoice>> list(
            @QueryParam("state") @Pattern(regexp = "ready|issued|sent|accepted|rejected") @Nullable String state,
            @QueryParam("invoice") @Nullable Long invoice,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return service.list(null, state, invoice, limit, after);
    }
}
