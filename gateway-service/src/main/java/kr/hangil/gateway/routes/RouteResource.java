package kr.hangil.gateway.routes;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.snapshot.Route;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/routes}. Where a model's pods are is shown to operators only. */
@Path("/manage/v1/routes")
class RouteResource {

    private final RouteService routes;
    private final CurrentUser user;

    RouteResource(RouteService routes, CurrentUser user) {
        this.routes = routes;
        this.user = user;
    }

    @GET
    public Uni<Page<RouteBody>> list(@RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        boolean operator = user.get().isOperator();
        return routes.list(PageRequest.of(limit, after))
                .map(page -> new Page<>(
                        page.data().stream()
                                .map(route -> RouteBody.of(route, operator))
                                .toList(),
                        page.next()));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<RouteBody>> create(
            @RestHeader("Idempotency-Key") @Nullable String idempotencyKey, @NotNull @Valid RouteBody body) {
        String name = body.servedModel();
        if (name == null) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "servedModel", "servedModel is missing: the name callers will use");
        }
        return routes.create(user.get(), body.toRoute(name), idempotencyKey)
                .map(route -> ResponseBuilder.create(Status.CREATED, RouteBody.of(route, true))
                        .build());
    }

    @GET
    @Path("{servedModel: .+}")
    public Uni<RouteBody> get(String servedModel) {
        boolean operator = user.get().isOperator();
        return routes.get(servedModel).map(route -> RouteBody.of(route, operator));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{servedModel: .+}")
    public Uni<RestResponse<RouteBody>> put(String servedModel, @NotNull @Valid RouteBody body) {
        if (body.servedModel() != null && !body.servedModel().equals(servedModel)) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "servedModel",
                    "servedModel is '" + body.servedModel() + "' in the body and '" + servedModel + "' in the path");
        }
        Route route = body.toRoute(servedModel);
        return routes.put(user.get(), route)
                .map(isNew -> ResponseBuilder.create(isNew ? Status.CREATED : Status.OK, RouteBody.of(route, true))
                        .build());
    }

    @DELETE
    @Path("{servedModel: .+}")
    public Uni<Void> delete(String servedModel) {
        return routes.delete(user.get(), servedModel);
    }
}
