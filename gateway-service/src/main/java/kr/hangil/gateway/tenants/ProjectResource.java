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
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import kr.hangil.contracts.page.Page;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.storage.PageRequest;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/tenants/{tenant}/projects}. */
@Path("/manage/v1/tenants/{tenant}/projects")
class ProjectResource {

    private final ProjectService projects;
    private final CurrentUser user;

    ProjectResource(ProjectService projects, CurrentUser user) {
        this.projects = projects;
        this.user = user;
    }

    record NewProject(
            @NotNull @Pattern(regexp = Ids.SHAPE, message = Ids.EXPECTED)
            String id,

            @NotBlank @Size(max = 80) String name) {}

    record NewName(@NotBlank @Size(max = 80) String name) {}

    @GET
    public Uni<Page<Project>> list(
            String tenant, @RestQuery @Nullable String limit, @RestQuery @Nullable String after) {
        return projects.list(user.get(), tenant, PageRequest.of(limit, after));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<Project>> create(
            String tenant,
            @RestHeader("Idempotency-Key") @Nullable String idempotencyKey,
            @NotNull @Valid NewProject body) {
        return projects.create(user.get(), tenant, body.id(), body.name(), idempotencyKey)
                .map(Answers::created);
    }

    @GET
    @Path("{project}")
    public Uni<Project> get(String tenant, String project) {
        return projects.get(user.get(), tenant, project);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("{project}")
    public Uni<Project> rename(String tenant, String project, @NotNull @Valid NewName body) {
        return projects.rename(user.get(), tenant, project, body.name());
    }
}
