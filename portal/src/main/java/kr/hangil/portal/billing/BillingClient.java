package kr.hangil.portal.billing;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Instant;
import kr.hangil.portal.upstream.RefusalMapper;
import kr.hangil.portal.upstream.UpstreamHeaders;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Billing, over the wire. */
@RegisterRestClient(configKey = "billing")
@RegisterProvider(RefusalMapper.class)
@RegisterProvider(UpstreamHeaders.class)
@Path("/v1/tenants/{tenant}")
interface BillingClient {

    @GET
    @Path("/usage")
    Uni<UsageReport> usage(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("bucket") String bucket,
            @QueryParam("group_by") String groupBy);

    @GET
    @Path("/spend")
    Uni<SpendReport> spend(
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("tenant") String tenant,
            @QueryParam("from") Instant from,
            @QueryParam("to") Instant to,
            @QueryParam("bucket") String bucket,
            @QueryParam("group_by") String groupBy);
}
