package kr.hangil.billing.archive;

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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.YearMonth;
import kr.hangil.contracts.page.Page;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where operators put months of usage into files. */
@Path("/v1/archives")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("platform-operator")
class ArchiveResource {

    private final ArchiveService service;
    private final SecurityIdentity identity;

    ArchiveResource(ArchiveService service, SecurityIdentity identity) {
        this.service = service;
        this.identity = identity;
    }

    /** 200 with what it would do, or with {@code dryRun} false 202 with the job. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Object>> archive(@NotNull @Valid ArchiveRequest request) {
        YearMonth month = YearMonth.parse(request.month());
        if (!Boolean.FALSE.equals(request.dryRun())) {
            return service.plan(month).map(plan -> RestResponse.ok((Object) plan));
        }
        return service.ask(month, identity.getPrincipal().getName())
                .map(archive -> RestResponse.status(RestResponse.Status.ACCEPTED, (Object) archive));
    }

    @GET
    public Uni<Page<Archive>> list(
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1_000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return service.list(limit, after);
    }

    @GET
    @Path("/{id}")
    public Uni<Archive> get(@PathParam("id") long id) {
        return service.get(id);
    }

    /**
     * @param month of Asia/Seoul
     * @param dryRun whether only to say what it would do; true unless it is said
     */
    record ArchiveRequest(
            @NotNull @Pattern(regexp = "20\\d\\d-(0[1-9]|1[0-2])", message = "must be a month such as 2026-01")
            String month,

            @Nullable Boolean dryRun) {}
}
