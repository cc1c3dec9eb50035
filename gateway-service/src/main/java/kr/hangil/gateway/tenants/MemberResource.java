package kr.hangil.gateway.tenants;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.snapshot.TenantRole;
import kr.hangil.gateway.storage.PageRequest;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/tenants/{tenant}/members}. */
@Path("/manage/v1/tenants/{tenant}/members")
class MemberResource {

    private final MemberService members;
    private final CurrentUser user;

    MemberResource(MemberService members, CurrentUser user) {
        this.members = members;
        this.user = user;
    }

    record MemberBody(
            @NotNull TenantRole role,
            @Size(min = 3, max = 254) @Nullable String email,
            @Size(min = 1, max = 80) @Nullable String name) {}

    @GET
    public Uni<Page<Member>> list(String tenant, @RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        return members.list(user.get(), tenant, PageRequest.of(limit, after));
    }

    @GET
    @Path("{subject}")
    public Uni<Member> get(String tenant, String subject) {
        return members.get(user.get(), tenant, subject);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{subject}")
    public Uni<RestResponse<Member>> put(
            String tenant, @Size(min = 1, max = 255) String subject, @NotNull @Valid MemberBody body) {
        return members.put(user.get(), tenant, subject, body.role(), body.email(), body.name())
                .map(Answers::created);
    }

    @DELETE
    @Path("{subject}")
    public Uni<Void> delete(String tenant, String subject) {
        return members.delete(user.get(), tenant, subject);
    }
}
