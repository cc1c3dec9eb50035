package kr.hangil.gateway.policy;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kr.hangil.gateway.identity.CurrentUser;
import kr.hangil.gateway.snapshot.TenantPolicy;
import kr.hangil.gateway.storage.Revision;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** {@code /manage/v1/tenants/{tenant}/policy}. */
@Path("/manage/v1/tenants/{tenant}/policy")
class PolicyResource {

    private final PolicyService policies;
    private final CurrentUser user;

    PolicyResource(PolicyService policies, CurrentUser user) {
        this.policies = policies;
        this.user = user;
    }

    /** What a tenant decides. A field that is absent decides nothing. */
    record DecisionBody(
            @Valid @Nullable LimitsBody limits,
            @Size(max = 1_000) @Nullable Map<@NotBlank String, @NotNull @Valid LimitsBody> projects,
            @Size(max = 50) @Nullable Set<@NotBlank String> regions,

            @Size(max = 100) @Nullable
            Map<
                            @NotBlank String,
                            @NotNull @Size(min = 1, max = 3, message = "must name 1 to 3 models") List<
                                    @NotBlank String>>
                    fallbacks) {

        TenantPolicy toPolicy() {
            return new TenantPolicy(
                    LimitsBody.limits(limits),
                    projects == null
                            ? Map.of()
                            : projects.entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey, project -> LimitsBody.limits(project.getValue()))),
                    regions == null ? Set.of() : regions,
                    fallbacks == null ? Map.of() : fallbacks);
        }
    }

    /** What the platform imposes. A field that is absent imposes nothing. */
    record ImpositionBody(
            @Valid @Nullable LimitsBody limits,
            @Size(max = 50) @Nullable Set<@NotBlank String> regions) {

        Imposed toImposed() {
            return new Imposed(LimitsBody.limits(limits), regions == null ? Set.of() : regions);
        }
    }

    @GET
    public Uni<RestResponse<PolicyBody>> get(String tenant) {
        return policies.get(user.get(), tenant).map(PolicyResource::answer);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<PolicyBody>> decide(
            String tenant, @RestHeader("If-Match") @Nullable String ifMatch, @NotNull @Valid DecisionBody body) {
        return policies.decide(user.get(), tenant, ifMatch, body.toPolicy()).map(PolicyResource::answer);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("platform")
    public Uni<RestResponse<PolicyBody>> impose(
            String tenant, @RestHeader("If-Match") @Nullable String ifMatch, @NotNull @Valid ImpositionBody body) {
        return policies.impose(user.get(), tenant, ifMatch, body.toImposed()).map(PolicyResource::answer);
    }

    private static RestResponse<PolicyBody> answer(PolicyLayers layers) {
        return ResponseBuilder.ok(PolicyBody.of(layers))
                .header("ETag", Revision.tag(layers.revision()))
                .build();
    }
}
