package kr.hangil.registry.version;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.page.Page;
import kr.hangil.contracts.registry.ModelVersion;
import kr.hangil.registry.access.Roles;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.page.PageQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/models/{namespace}/{name}/versions}. */
@Path("/v1/models/{namespace}/{name}/versions")
@RolesAllowed({Roles.READER, Roles.PUBLISHER, Roles.OPERATOR})
class VersionResource {

    private final VersionService versions;
    private final SecurityIdentity caller;

    VersionResource(VersionService versions, SecurityIdentity caller) {
        this.versions = versions;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.PUBLISHER, Roles.OPERATOR})
    public Uni<RestResponse<ModelVersion>> publish(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @Valid @NotNull PublishRequest request) {
        return versions.publish(
                        new ModelName(namespace, name),
                        request,
                        caller.getPrincipal().getName())
                .map(published -> tagged(
                        published.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK,
                        published.version()));
    }

    @GET
    public Uni<Page<ModelVersion>> list(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return versions.list(new ModelName(namespace, name), PageQuery.of(limit, after));
    }

    @GET
    @Path("/{ref}")
    public Uni<RestResponse<ModelVersion>> get(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("ref") String ref) {
        return versions.get(new ModelName(namespace, name), ref)
                .map(version -> tagged(RestResponse.Status.OK, version));
    }

    /** The manifest byte for byte, so that anyone can check the digest. */
    @GET
    @Path("/{ref}/manifest")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> manifest(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("ref") String ref) {
        return versions.manifest(new ModelName(namespace, name), ref)
                .map(bytes -> Response.ok(bytes)
                        .tag(CanonicalManifest.digestOf(bytes).value())
                        .build());
    }

    @GET
    @Path("/{ref}/verification")
    public Uni<Verification> verify(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @PathParam("ref") String ref) {
        return versions.verify(new ModelName(namespace, name), ref);
    }

    private static RestResponse<ModelVersion> tagged(RestResponse.Status status, ModelVersion version) {
        Digest digest = version.digest();
        return RestResponse.ResponseBuilder.create(status, version)
                .tag(digest.value())
                .build();
    }
}
