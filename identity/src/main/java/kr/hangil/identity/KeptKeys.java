package kr.hangil.identity;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.oidc.runtime.OidcProvider;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;
import kr.hangil.identity.SigningKeys.Shown;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Checks access tokens with the signing keys of the process before, while Keycloak has shown none since the start. The rules are the
 * framework's own and those configured for it.
 */
@Singleton
public class KeptKeys {

    private final SigningKeys keys;
    private final Supplier<TenantConfigContext> keycloak;
    private volatile @Nullable Checker checker;

    private record Checker(Shown shown, OidcProvider provider) {}

    @Inject
    KeptKeys(SigningKeys keys, TenantConfigBean tenants) {
        this(keys, tenants::getDefaultTenant);
    }

    KeptKeys(SigningKeys keys, Supplier<TenantConfigContext> keycloak) {
        this.keys = keys;
        this.keycloak = keycloak;
    }

    /**
     * Who is behind {@code token}.
     *
     * @return empty where Keycloak has shown its keys since the start, where none were kept, and where none of those is the token's: then
     *     the framework has to say
     * @throws AuthenticationFailedException where the token is not valid, whatever Keycloak would say
     */
    public Optional<SecurityIdentity> identify(String token) {
        TenantConfigContext tenant = keycloak.get();
        Shown shown = keys.last();
        if (tenant.ready() || shown == null) {
            return Optional.empty();
        }
        OidcTenantConfig config = tenant.oidcConfig();
        try {
            checker(config, shown)
                    .provider()
                    .verifyJwtToken(token, false, config.token().subjectRequired(), null);
            return Optional.of(identity(config, token));
        } catch (InvalidJwtException e) {
            if (e.getCause() instanceof UnresolvableKeyException) {
                return Optional.empty();
            }
            throw new AuthenticationFailedException(e);
        } catch (OIDCException e) {
            throw new AuthenticationFailedException(e);
        }
    }

    private Checker checker(OidcTenantConfig config, Shown shown) {
        Checker known = checker;
        if (known != null && known.shown().equals(shown)) {
            return known;
        }
        OidcTenantConfig issued = OidcTenantConfig.builder(config)
                .token()
                .issuer(shown.issuer())
                .end()
                .build();
        Checker made = new Checker(shown, new OidcProvider(null, issued, shown.keySet()));
        checker = made;
        return made;
    }

    private static SecurityIdentity identity(OidcTenantConfig config, String token) throws InvalidJwtException {
        JsonObject claims = OidcUtils.decodeJwtContent(token);
        OidcUtils.validatePrimaryJwtTokenType(config.token(), claims);
        AccessTokenCredential credential = new AccessTokenCredential(token);
        QuarkusSecurityIdentity.Builder identity = QuarkusSecurityIdentity.builder()
                .addCredential(credential)
                .setPrincipal(new OidcJwtCallerPrincipal(JwtClaims.parse(claims.encode()), credential));
        OidcUtils.setSecurityIdentityRoles(identity, config, claims);
        return identity.build();
    }
}
