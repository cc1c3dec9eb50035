package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.List;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.upstream.RefusalMapper;
import kr.hangil.portal.upstream.UpstreamHeaders;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** The gateway, over the wire. */
@RegisterRestClient(configKey = "gateway")
@RegisterProvider(RefusalMapper.class)
@RegisterProvider(UpstreamHeaders.class)
interface GatewayClient {

    @GET
    @Path("/manage/v1/tenants")
    Uni<Page<Tenant>> tenants(@QueryParam("limit") int limit);

    @GET
    @Path("/manage/v1/tenants/{tenant}/members")
    Uni<Page<Member>> members(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/manage/v1/tenants/{tenant}/keys")
    Uni<Page<ApiKey>> keys(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/manage/v1/tenants/{tenant}/keys/{key}")
    Uni<RestResponse<ApiKey>> key(@PathParam("tenant") String tenant, @PathParam("key") String key);

    @POST
    @Path("/manage/v1/tenants/{tenant}/keys")
    Uni<CreatedKey> create(
            @PathParam("tenant") String tenant, @HeaderParam("Idempotency-Key") String idempotencyKey, KeyDraft key);

    @PUT
    @Path("/manage/v1/tenants/{tenant}/keys/{key}")
    Uni<RestResponse<ApiKey>> change(
            @PathParam("tenant") String tenant,
            @PathParam("key") String key,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
            KeyDraft draft);

    @DELETE
    @Path("/manage/v1/tenants/{tenant}/keys/{key}")
    Uni<Void> revoke(@PathParam("tenant") String tenant, @PathParam("key") String key);

    @POST
    @Path("/manage/v1/tenants/{tenant}/keys/{key}/rotate")
    Uni<CreatedKey> rotate(
            @PathParam("tenant") String tenant,
            @PathParam("key") String key,
            @QueryParam("grace") Duration grace,
            @HeaderParam("Idempotency-Key") String idempotencyKey);

    @GET
    @Path("/manage/v1/tenants/{tenant}/projects")
    Uni<Page<Project>> projects(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @POST
    @Path("/manage/v1/tenants/{tenant}/projects")
    Uni<Project> createProject(
            @PathParam("tenant") String tenant,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            NewProject project);

    @GET
    @Path("/manage/v1/tenants/{tenant}/projects/{project}")
    Uni<Project> project(@PathParam("tenant") String tenant, @PathParam("project") String project);

    @PUT
    @Path("/manage/v1/tenants/{tenant}/projects/{project}")
    Uni<Project> renameProject(@PathParam("tenant") String tenant, @PathParam("project") String project, NewName name);

    @GET
    @Path("/manage/v1/tenants/{tenant}/policy")
    Uni<RestResponse<Policy>> policy(@PathParam("tenant") String tenant);

    @PUT
    @Path("/manage/v1/tenants/{tenant}/policy")
    Uni<RestResponse<Policy>> decide(
            @PathParam("tenant") String tenant,
            @HeaderParam(HttpHeaders.IF_MATCH) String ifMatch,
            PolicyDecision decision);

    @GET
    @Path("/manage/v1/tenants/{tenant}/audit")
    Uni<Page<AuditEntry>> audit(
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/manage/v1/tenants/{tenant}/audit/verification")
    Uni<AuditVerification> auditVerification(@PathParam("tenant") String tenant);

    @GET
    @Path("/manage/v1/regions")
    Uni<Page<Region>> regions();

    @GET
    @Path("/v1/models")
    Uni<ModelList> models(@HeaderParam(HangilHeaders.TENANT) String tenant);

    /** A project to be made. */
    record NewProject(String id, String name) {}

    /** What something is to be called. */
    record NewName(String name) {}

    /** A place where models are served. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Region(String id) {}

    /** OpenAI's list of models. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ModelList(List<Model> data) {}

    /** A model; its {@code id} is the served name. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Model(String id) {}
}
