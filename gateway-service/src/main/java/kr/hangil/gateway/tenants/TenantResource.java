package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.storage.PageRequest;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/tenants}. */
@Path("/manage/v1/tenants")
class TenantResource {

    private final TenantService tenants;
    private final CurrentUser user;

    TenantResource(TenantService tenants, CurrentUser user) {
        this.tenants = tenants;
        this.user = user;
    }

    record NewTenant(
            @NotNull @Pattern(regexp = Ids.SHAPE, message = Ids.EXPECTED)
            String id,

            @NotBlank @Size(max = 80) String name) {}

    @GET
    public Uni<Page<Tenant>> list(@RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        return tenants.list(user.get(), PageRequest.of(limit, after));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Tenant>> create(
            @RestHeader("Idempotency-Key") @Nullable String idempotencyKey, @NotNull @Valid NewTenant body) {
        return tenants.create(user.get(), body.id(), body.name(), idempotencyKey)
                .map(Answers::created);
    }

    @GET
    @Path("{tenant}")
    public Uni<Tenant> get(String tenant) {
        return tenants.get(user.get(), tenant);
    }
}
