package kr.hangil.gateway.metering;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.contracts.usage.UsageVerdict;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Billing's door for usage, called with the gateway's own token. */
@RegisterRestClient(configKey = "billing")
@OidcClientFilter
@Path("/v1/usage/events")
interface BillingApi {

    @POST
    @Consumes(UsageEvent.BATCH_MEDIA_TYPE)
    Uni<UsageVerdict.Verdicts> book(List<UsageEvent> events);
}
