package kr.hangil.billing.reconciliation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.quarkus.rest.client.reactive.Url;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import kr.hangil.contracts.HangilHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/** An inference pod's own account, read with billing's client credentials. */
@RegisterRestClient(configKey = "pods")
@OidcClientFilter
@Path("/served")
interface PodApi {

    /** @param address the pod, {@code http://host:port} */
    @GET
    Uni<Account> served(
            @Url String address,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @HeaderParam(HangilHeaders.REQUEST_ID) String requestId,
            @HeaderParam(HangilHeaders.DEADLINE_MS) long deadlineMillis);

    /** What a pod says it served. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Account(
            @Nullable String account,
            @Nullable String replica,
            @Nullable String region,
            @Nullable String zone,
            @Nullable List<Entry> entries) {}

    /** One line of it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @Nullable String day,
            @Nullable String digest,
            @Nullable String gateway,
            @Nullable String tenant,
            long requests,
            long estimated,
            long promptTokens,
            long cachedTokens,
            long outputTokens,
            long estimatedPromptTokens,
            long estimatedOutputTokens) {}
}
