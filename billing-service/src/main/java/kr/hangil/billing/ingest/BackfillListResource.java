package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import org.jspecify.annotations.Nullable;

/** Every backfill that was called, dry runs included, for whoever audits them. */
@Path("/v1/backfills")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class BackfillListResource {

    private final BackfillService service;

    BackfillListResource(BackfillService service) {
        this.service = service;
    }

    /** Newest first. */
    @GET
    public Uni<Page<Backfill>> list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return service.list(tenant, limit, after);
    }

    @GET
    @Path("/{id}")
    public Uni<Backfill> get(@PathParam("id") long id) {
        return service.get(id);
    }
}
