package kr.hangil.billing.usage;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import kr.hangil.billing.membership.TenantAccess;
import kr.hangil.billing.usage.UsageRepository.EventQuery;
import kr.hangil.contracts.page.Page;
import org.jspecify.annotations.Nullable;

/** What a tenant may know about itself. */
@Path("/v1/tenants/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
class TenantUsageResource {

    private final UsageService service;
    private final TenantAccess access;
    private final Clock clock;

    TenantUsageResource(UsageService service, TenantAccess access, Clock clock) {
        this.service = service;
        this.access = access;
        this.clock = clock;
    }

    @GET
    @Path("/usage")
    public Uni<UsageReport> usage(@PathParam("tenant") String tenant, @BeanParam UsageParameters asked) {
        return access.mayRead(tenant)
                .map(allowed -> asked.query(tenant, clock.instant()))
                .flatMap(service::usage);
    }

    @GET
    @Path("/spend")
    public Uni<SpendReport> spend(@PathParam("tenant") String tenant, @BeanParam UsageParameters asked) {
        return access.mayRead(tenant)
                .map(allowed -> asked.query(tenant, clock.instant()))
                .flatMap(service::spend);
    }

    @GET
    @Path("/events")
    public Uni<Page<BookedEvent>> events(
            @PathParam("tenant") String tenant,
            @QueryParam("requestId") @Size(min = 1, max = 255) @Nullable String requestId,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1000) int limit,
            @QueryParam("after") @DefaultValue("0") @Min(0) long after) {
        return access.mayRead(tenant)
                .map(allowed -> new EventQuery(
                        tenant,
                        requestId,
                        from == null ? null : UsageQuery.instant("from", from),
                        to == null ? null : UsageQuery.instant("to", to),
                        after,
                        limit + 1))
                .flatMap(service::events);
    }
}
