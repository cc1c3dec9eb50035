package kr.hangil.gateway.admission;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.budget.LeaseAnswer;
import kr.hangil.contracts.budget.LeaseRequest;
import kr.hangil.contracts.pricing.PriceSheet;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Billing's doors for prices and budgets, called with the gateway's own token. */
@RegisterRestClient(configKey = "billing")
@OidcClientFilter
@Path("/v1")
interface BillingClient {

    @GET
    @Path("/prices")
    Uni<PriceSheet> prices();

    @POST
    @Path("/budgets/leases")
    Uni<LeaseAnswer> lease(LeaseRequest request);
}
