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
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where operators make the tax invoice of an invoice, and corrections of it. */
@Path("/v1/invoices/{id}/tax-invoices")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class InvoiceTaxResource {

    private final TaxService service;
    private final SecurityIdentity identity;

    InvoiceTaxResource(TaxService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<TaxInvoice>> make(@PathParam("id") long invoice, @NotNull @Valid TaxRequest request) {
        String by = identity.getPrincipal().getName();
        Integer code = request.code();
        Uni<TaxService.Made> made = code == null
                ? service.normal(invoice, by)
                : service.correct(invoice, correction(code), reason(request), by);
        return made.map(one -> RestResponse.status(
                one.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, one.taxInvoice()));
    }

    private static Correction correction(int code) {
        if (code == Correction.LOCAL_LETTER_OF_CREDIT.code()) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "code",
                    "code 5 is of two documents and a day: POST /v1/invoices/{id}/zero-rating makes them");
        }
        return Correction.of(code)
                .orElseThrow(() -> PlatformException.at(
                        ErrorCode.INVALID_REQUEST, "code", "code is 1, 2, 3, 4 or 6, or null for none"));
    }

    private static String reason(TaxRequest request) {
        String reason = request.reason();
        if (reason == null) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, "reason", "a correction has a reason");
        }
        return reason;
    }

    /** @param code 수정사유 1, 2, 3, 4 or 6; null for the normal document */
    record TaxRequest(
            @Nullable Integer code,

            @Size(min = 1, max = 150) @Pattern(regexp = "\\P{Cntrl}*") @Nullable
            String reason) {}
}
