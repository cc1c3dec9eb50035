package kr.hangil.gateway.routes;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;

/** {@code /manage/v1/regions}: where models are served, for everybody who signed in. */
@Path("/manage/v1/regions")
class RegionResource {

    private final RouteService routes;
    private final CurrentUser user;

    RegionResource(RouteService routes, CurrentUser user) {
        this.routes = routes;
        this.user = user;
    }

    /** All of them at once: there are few. */
    @GET
    public Uni<Page<Region>> list() {
        user.get();
        return routes.regions().map(regions -> new Page<>(regions, null));
    }
}
