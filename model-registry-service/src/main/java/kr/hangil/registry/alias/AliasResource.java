package kr.hangil.registry.alias;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.contracts.registry.ModelAlias;
import kr.hangil.platform.error.PlatformException;
import kr.hangil.registry.access.Roles;
import kr.hangil.registry.catalog.ModelName;
import kr.hangil.registry.page.PageQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /v1/models/{namespace}/{name}/aliases}. */
@Path("/v1/models/{namespace}/{name}/aliases")
@RolesAllowed({Roles.READER, Roles.PUBLISHER, Roles.OPERATOR})
class AliasResource {

    private final AliasService aliases;
    private final SecurityIdentity caller;

    AliasResource(AliasService aliases, SecurityIdentity caller) {
        this.aliases = aliases;
        this.caller = caller;
    }

    /** @param digest where the alias is to point */
    record Target(@NotNull Digest digest) {}

    @GET
    public Uni<Page<ModelAlias>> list(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return aliases.list(new ModelName(namespace, name), PageQuery.of(limit, after));
    }

    @GET
    @Path("/{alias}")
    public Uni<RestResponse<ModelAlias>> get(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("alias") String alias) {
        return aliases.get(new ModelName(namespace, name), new AliasName(alias)).map(AliasResource::tagged);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/{alias}")
    @RolesAllowed({Roles.PUBLISHER, Roles.OPERATOR})
    public Uni<RestResponse<ModelAlias>> put(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("alias") String alias,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            @Valid @NotNull Target target) {
        return aliases.put(
                        new ModelName(namespace, name),
                        new AliasName(alias),
                        target.digest(),
                        Precondition.of(ifMatch, ifNoneMatch),
                        caller.getPrincipal().getName())
                .map(AliasResource::tagged);
    }

    @DELETE
    @Path("/{alias}")
    @RolesAllowed({Roles.PUBLISHER, Roles.OPERATOR})
    public Uni<Void> delete(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("alias") String alias,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        return aliases.delete(
                new ModelName(namespace, name),
                new AliasName(alias),
                Precondition.of(ifMatch, ifNoneMatch),
                caller.getPrincipal().getName());
    }

    @GET
    @Path("/{alias}/history")
    public Uni<Page<AliasRevision>> history(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("alias") String alias,
            @QueryParam("at") @Nullable String at,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("after") @Nullable String after) {
        return aliases.history(
                new ModelName(namespace, name), new AliasName(alias), instant(at), PageQuery.of(limit, after));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "at", "'at' must be an instant such as 2026-11-24T09:00:00Z");
        }
    }

    private static RestResponse<ModelAlias> tagged(ModelAlias alias) {
        return RestResponse.ResponseBuilder.ok(alias)
                .tag(Long.toString(alias.revision()))
                .build();
    }
}
