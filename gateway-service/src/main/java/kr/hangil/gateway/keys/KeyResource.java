package kr.hangil.gateway.keys;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response.Status;
import java.time.Instant;
import java.util.Set;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.storage.PageRequest;
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

    record NewKeyBody(
            @NotBlank @Size(max = 80) String name,
            @Nullable String project,
            @Size(max = 100) @Nullable Set<@NotBlank String> models,
            @Nullable Instant expiresAt) {

        NewKey toNewKey() {
            return new NewKey(name, project, models == null ? Set.of() : models, expiresAt);
        }
    }

    @GET
    public Uni<Page<KeyView>> list(
            String tenant, @RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        return keys.list(user.get(), tenant, PageRequest.of(limit, after));
    }

    @POST
    public Uni<RestResponse<CreatedKey>> create(
            String tenant,
            @RestHeader("Idempotency-Key") @Nullable String idempotencyKey,
            @NotNull @Valid NewKeyBody body) {
        return keys.create(user.get(), tenant, body.toNewKey(), idempotencyKey)
                .map(key -> ResponseBuilder.create(Status.CREATED, key)
                        .header("Cache-Control", "no-store")
                        .build());
    }

    @GET
    @Path("{key}")
    public Uni<KeyView> get(String tenant, String key) {
        return keys.get(user.get(), tenant, key);
    }

    @DELETE
    @Path("{key}")
    public Uni<Void> revoke(String tenant, String key) {
        return keys.revoke(user.get(), tenant, key);
    }
}
