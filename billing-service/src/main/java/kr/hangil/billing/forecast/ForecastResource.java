package kr.hangil.billing.forecast;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.billing.membership.TenantAccess;

/** The running month, spent and expected. */
@Path("/v1/tenants/{tenant}/forecast")
@Produces(MediaType.APPLICATION_JSON)
@Authenticated
class ForecastResource {

    private final ForecastService service;
    private final TenantAccess access;

    ForecastResource(ForecastService service, TenantAccess access) {
        this.service = service;
        this.access = access;
    }

    @GET
    public Uni<Forecast> forecast(@PathParam("tenant") String tenant) {
        return access.mayRead(tenant).chain(() -> service.forecast(tenant));
    }
}
