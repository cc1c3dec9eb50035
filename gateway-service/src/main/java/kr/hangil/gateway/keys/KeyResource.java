package kr.hangil.gateway.keys;

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
import java.time.Duration;
import java.time.format.DateTimeParseException;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.storage.PageRequest;
import kr.hangil.gateway.storage.Revision;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/tenants/{tenant}/keys}. */
@Path("/manage/v1/tenants/{tenant}/keys")
class KeyResource {

    private final KeyService keys;
    private final CurrentUser user;

    KeyResource(KeyService keys, CurrentUser user) {
        this.keys = keys;
        this.user = user;
    }

    @GET
    public Uni<Page<KeyView>> list(
            String tenant, @RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        return keys.list(user.get(), tenant, PageRequest.of(limit, after));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<CreatedKey>> create(
            String tenant,
            @RestHeader("Idempotency-Key") @Nullable String idempotencyKey,
            @NotNull @Valid KeyBody body) {
        return keys.create(user.get(), tenant, body.toSettings(), idempotencyKey)
                .map(key -> shownOnce(Status.CREATED, key));
    }

    @GET
    @Path("{key}")
    public Uni<RestResponse<KeyView>> get(String tenant, String key) {
        return keys.get(user.get(), tenant, key).map(KeyResource::tagged);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{key}")
    public Uni<RestResponse<KeyView>> change(
            String tenant, String key, @RestHeader("If-Match") @Nullable String ifMatch, @NotNull @Valid KeyBody body) {
        return keys.change(user.get(), tenant, key, ifMatch, body.toSettings()).map(KeyResource::tagged);
    }

    @POST
    @Path("{key}/rotate")
    public Uni<RestResponse<CreatedKey>> rotate(
            String tenant,
            String key,
            @RestQuery @Nullable String grace,
            @RestHeader("Idempotency-Key") @Nullable String idempotencyKey) {
        return keys.rotate(user.get(), tenant, key, duration(grace), idempotencyKey)
                .map(renewed -> shownOnce(Status.OK, renewed));
    }

    @DELETE
    @Path("{key}")
    public Uni<Void> revoke(String tenant, String key) {
        return keys.revoke(user.get(), tenant, key);
    }

    private static RestResponse<KeyView> tagged(KeyView key) {
        return ResponseBuilder.ok(key)
                .header("ETag", Revision.tag(key.revision()))
                .build();
    }

    private static RestResponse<CreatedKey> shownOnce(Status status, CreatedKey key) {
        return ResponseBuilder.create(status, key)
                .header("Cache-Control", "no-store")
                .build();
    }

    private static Duration duration(@Nullable String grace) {
        try {
            return grace == null ? Duration.ZERO : Duration.parse(grace);
        } catch (DateTimeParseException e) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "grace", "grace is a duration such as PT24H, not '" + grace + "'");
        }
    }
}
