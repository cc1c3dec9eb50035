package kr.hangil.portal.gateway;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.upstream.RefusalMapper;
import kr.hangil.portal.upstream.UpstreamHeaders;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The gateway, over the wire. */
@RegisterRestClient(configKey = "gateway")
@RegisterProvider(RefusalMapper.class)
@RegisterProvider(UpstreamHeaders.class)
interface GatewayClient {

    @GET
    @Path("/manage/v1/tenants")
    Uni<Page<Tenant>> tenants(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @QueryParam("limit") int limit);

    @GET
    @Path("/manage/v1/tenants/{tenant}/members")
    Uni<Page<Member>> members(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/manage/v1/tenants/{tenant}/keys")
    Uni<Page<ApiKey>> keys(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @GET
    @Path("/manage/v1/tenants/{tenant}/keys/{key}")
    Uni<ApiKey> key(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("key") String key);

    @POST
    @Path("/manage/v1/tenants/{tenant}/keys")
    Uni<CreatedKey> create(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            NewKey key);

    @DELETE
    @Path("/manage/v1/tenants/{tenant}/keys/{key}")
    Uni<Void> revoke(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @PathParam("key") String key);

    @GET
    @Path("/v1/models")
    Uni<ModelList> models(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam(HangilHeaders.TENANT) String tenant);

    /** OpenAI's list of models. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ModelList(List<Model> data) {}

    /** A model; its {@code id} is the served name. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Model(String id) {}
}
