package kr.hangil.gateway.identity;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.Response;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Nobody reaches a REST resource of the gateway without a verified Keycloak token. All of them are control plane; an
 * API key is no identity there, whatever it may call.
 */
public class SignInFilter {

    static final String HOW =
            "the control plane takes a Keycloak access token as 'Authorization: Bearer <token>', not an API key";

    private final TokenVerifier tokens;

    SignInFilter(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    public Uni<Response> signIn(RoutingContext request) {
        return switch (Credential.of(request.request().headers())) {
            case Credential.Token token ->
                tokens.verify(token.text())
                        .invoke(user -> CurrentUser.keep(request, user))
                        .replaceWith((Response) null);
            case Credential.Key key -> Uni.createFrom().failure(new PlatformException(ErrorCode.INVALID_TOKEN, HOW));
        };
    }
}
