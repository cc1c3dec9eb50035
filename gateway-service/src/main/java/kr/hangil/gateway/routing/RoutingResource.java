package kr.hangil.gateway.routing;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.serving.RoutingReport;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.identity.User;
import kr.hangil.gateway.metering.MeteringConfig;
import kr.hangil.gateway.snapshot.SnapshotService;
import kr.hangil.platform.error.PlatformException;

/**
 * {@code /manage/v1/routing}: where this one gateway sends requests now and what waits in it. Each gateway answers for
 * itself.
 */
@Path("/manage/v1/routing")
class RoutingResource {

    private final RoutingService routing;
    private final SnapshotService snapshots;
    private final MeteringConfig metering;
    private final CurrentUser user;

    RoutingResource(RoutingService routing, SnapshotService snapshots, MeteringConfig metering, CurrentUser user) {
        this.routing = routing;
        this.snapshots = snapshots;
        this.metering = metering;
        this.user = user;
    }

    @GET
    public RoutingReport show() {
        User who = user.get();
        if (!who.isOperator() && !who.readsRouting()) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "only a platform operator, or a service with the role routing-reader, sees where pods are");
        }
        return new RoutingReport(metering.gatewayName(), snapshots.current().version(), routing.report());
    }
}
