package kr.hangil.portal.session;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Keycloak's logout endpoint, called by the server so that no token travels through the browser. */
@RegisterRestClient(configKey = "identity")
@Path("/protocol/openid-connect/logout")
interface KeycloakSessionClient {

    /** Ends the user's Keycloak session that {@code refreshToken} belongs to. */
    @POST
    Uni<Void> end(
            @FormParam("client_id") String clientId,
            @FormParam("client_secret") String clientSecret,
            @FormParam("refresh_token") String refreshToken);
}
