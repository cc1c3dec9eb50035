package kr.hangil.billing.tax;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import kr.hangil.contracts.page.Page;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Where operators say that a letter of credit was opened for what an invoice supplied. */
@Path("/v1/invoices/{id}/zero-rating")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class ZeroRatingResource {

    private final ZeroRating zeroRating;
    private final SecurityIdentity identity;

    ZeroRatingResource(ZeroRating zeroRating, SecurityIdentity identity) {
        this.zeroRating = zeroRating;
        this.identity = identity;
    }

    /** The documents that were made: what takes the original back, then what says it without VAT. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    public Uni<Page<TaxInvoice>> make(@PathParam("id") long invoice, @NotNull @Valid ZeroRatingRequest request) {
        return zeroRating
                .make(
                        invoice,
                        request.openedOn(),
                        request.reason(),
                        identity.getPrincipal().getName())
                .map(made -> new Page<>(made, null));
    }

    /** @param openedOn 내국신용장 개설일 */
    record ZeroRatingRequest(
            @NotNull LocalDate openedOn,

            @NotNull @Size(min = 1, max = 100) @Pattern(regexp = "\\P{Cntrl}*")
            String reason) {}
}
