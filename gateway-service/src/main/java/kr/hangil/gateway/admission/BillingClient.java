package kr.hangil.gateway.admission;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.contracts.pricing.PriceSheet;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Billing's doors for prices and budgets, called with the gateway's own token. */
@RegisterRestClient(configKey = "billing")
@OidcClientFilter
@Path("/v1")
interface BillingClient {

    /**
     * The prices, or 304 where they are still the known ones.
     *
     * @param known the {@code ETag} of the sheet that is known; null for none
     */
    @GET
    @Path("/prices")
    Uni<RestResponse<PriceSheet>> prices(@HeaderParam("If-None-Match") @Nullable String known);

    @POST
    @Path("/budgets/leases")
    Uni<LeaseAnswer> lease(LeaseRequest request);
}
