package kr.hangil.registry.catalog;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import kr.hangil.registry.access.Roles;
import kr.hangil.registry.page.PageQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/models}. */
@Path("/v1/models")
@RolesAllowed({Roles.READER, Roles.PUBLISHER, Roles.OPERATOR})
class ModelResource {

    private final ModelService models;
    private final SecurityIdentity caller;

    ModelResource(ModelService models, SecurityIdentity caller) {
        this.models = models;
        this.caller = caller;
    }

    @GET
    public Uni<Page<RegisteredModel>> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("after") @Nullable String after) {
        return models.list(PageQuery.of(limit, after));
    }

    @GET
    @Path("/{namespace}/{name}")
    public Uni<RegisteredModel> get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return models.get(new ModelName(namespace, name));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{namespace}/{name}")
    @RolesAllowed({Roles.PUBLISHER, Roles.OPERATOR})
    public Uni<RestResponse<RegisteredModel>> put(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @Valid @NotNull ModelDescription description) {
        return models.put(
                        new ModelName(namespace, name),
                        description,
                        caller.getPrincipal().getName())
                .map(put -> RestResponse.status(
                        put.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, put.model()));
    }
}
