package kr.hangil.billing.membership;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import kr.hangil.contracts.HangilHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** The gateway's control plane, as far as billing calls it, with billing's own client credentials. */
@RegisterRestClient(configKey = "gateway")
@OidcClientFilter
@Path("/manage/v1/tenants/{tenant}/members")
interface GatewayMembersApi {

    @GET
    @Path("/{subject}")
    Uni<Member> member(
            @PathParam("tenant") String tenant,
            @PathParam("subject") String subject,
            @HeaderParam(HangilHeaders.REQUEST_ID) String requestId,
            @HeaderParam(HangilHeaders.DEADLINE_MS) long deadlineMillis,
            @HeaderParam(Traces.HEADER) @Nullable String traceparent);

    /** What the gateway says of a member; billing needs no more than that there is one. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Member(@Nullable String role) {}
}
