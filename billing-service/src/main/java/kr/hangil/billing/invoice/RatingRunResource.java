package kr.hangil.billing.invoice;

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
import kr.hangil.billing.invoice.RatingRun.Replay;
import kr.hangil.contracts.page.Page;
import org.jspecify.annotations.Nullable;

/** Where operators see runs and rate one again. */
@Path("/v1/rating-runs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class RatingRunResource {

    private final RatingRuns runs;

    RatingRunResource(RatingRuns runs) {
        this.runs = runs;
    }

    /** Runs in the order they were made, of one tenant or of all. */
    @GET
    public Uni<Page<RatingRun>> list(
            @QueryParam("tenant") @Nullable String tenant,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1_000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return runs.list(tenant, limit, after);
    }

    /** The run, and whether rating it again comes to the same. Reads every event of its months. */
    @GET
    @Path("/{id}")
    public Uni<Replay> replay(@PathParam("id") long id) {
        return runs.replay(id);
    }
}
