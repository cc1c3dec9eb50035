package kr.hangil.portal.session;

import io.quarkus.oidc.OidcSession;
import io.quarkus.oidc.RefreshToken;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Ends a session twice: at Keycloak, so that signing in asks for the password again, and here. */
@ApplicationScoped
class SignOutService {

    private static final Logger LOG = Logger.getLogger(SignOutService.class);

    private final OidcConfig oidc;
    private final OidcSession session;
    private final CurrentIdentityAssociation identity;
    private final KeycloakSessionClient keycloak;

    SignOutService(
            OidcConfig oidc,
            OidcSession session,
            CurrentIdentityAssociation identity,
            @RestClient KeycloakSessionClient keycloak) {
        this.oidc = oidc;
        this.session = session;
        this.identity = identity;
        this.keycloak = keycloak;
    }

    /** Signs the visitor out; nothing happens where nobody is signed in. */
    Uni<Void> signOut() {
        return identity.getDeferredIdentity()
                .onFailure(failure -> !SessionStoreException.isBehind(failure))
                .recoverWithNull()
                .flatMap(this::end);
    }

    private Uni<Void> end(@Nullable SecurityIdentity who) {
        if (who == null || who.isAnonymous()) {
            return Uni.createFrom().voidItem();
        }
        RefreshToken token = who.getCredential(RefreshToken.class);
        return endAtKeycloak(token).call(session::logout);
    }

    private Uni<Void> endAtKeycloak(@Nullable RefreshToken token) {
        if (token == null || token.getToken() == null) {
            return Uni.createFrom().voidItem();
        }
        var client = OidcConfig.getDefaultTenant(oidc);
        String id = client.clientId().orElseThrow();
        String secret = client.credentials().secret().orElse("");
        return keycloak.end(id, secret, token.getToken())
                .onFailure()
                .invoke(e -> LOG.warnf("signed out here, but Keycloak kept its session: %s", e.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
