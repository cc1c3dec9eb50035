package kr.hangil.billing.pricing;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import kr.hangil.contracts.pricing.PriceSheet;

/** What gateways price requests by. */
@Path("/v1/prices")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"usage-writer", "platform-operator"})
class PriceSheetResource {

    private final PriceSheets sheets;

    PriceSheetResource(PriceSheets sheets) {
        this.sheets = sheets;
    }

    /** The sheet with its {@code ETag}, or 304 for a caller that has it. */
    @GET
    public Uni<Response> current(@Context Request request) {
        return sheets.current().map(sheet -> answer(request, sheet));
    }

    private static Response answer(Request request, PriceSheet sheet) {
        EntityTag tag = new EntityTag(sheet.version());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged == null
                ? Response.ok(sheet).tag(tag).build()
                : unchanged.tag(tag).build();
    }
}
