package kr.hangil.gateway.metering;

import io.quarkus.oidc.client.filter.OidcClientFilter;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.contracts.usage.UsageVerdict;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Billing's door for usage, called with the gateway's own token. */
@RegisterRestClient(configKey = "billing")
@OidcClientFilter
@Path("/v1/usage/events")
interface BillingApi {

    /** @param events an array of events in JSON, as the spool has them: what was written is what is booked */
    @POST
    @Consumes(UsageEvent.BATCH_MEDIA_TYPE)
    Uni<UsageVerdict.Verdicts> book(byte[] events);
}
