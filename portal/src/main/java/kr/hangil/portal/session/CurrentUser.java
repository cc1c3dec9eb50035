package kr.hangil.portal.session;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.RequestScoped;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The person this request acts for. Use it only behind {@code @Authenticated}. */
@RequestScoped
public class CurrentUser {

    private static final String OPERATOR = "platform-operator";

    private final SecurityIdentity identity;

    CurrentUser(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** Name to address the person with: full name, else e-mail address, else subject. */
    public String name() {
        return claim("name").or(() -> claim("preferred_username")).orElseGet(this::subject);
    }

    public String email() {
        return claim("email").or(() -> claim("preferred_username")).orElse("");
    }

    public String subject() {
        return claim("sub").orElse("");
    }

    /** Value of an {@code Authorization} header for a call on this person's behalf. Never show or log it. */
    public String authorization() {
        return "Bearer " + accessToken();
    }

    /** Ids of the tenants the access token names, in alphabetical order; our own tables have the last word. */
    public List<String> organizations() {
        Object claim = accessTokenClaims().getValue("organization");
        return switch (claim) {
            case JsonObject byAlias -> byAlias.fieldNames().stream().sorted().toList();
            case JsonArray aliases ->
                aliases.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .sorted()
                        .toList();
            case null, default -> List.of();
        };
    }

    /** Whether the person operates the platform and so may look at every tenant. */
    public boolean isOperator() {
        JsonObject access = accessTokenClaims().getJsonObject("realm_access");
        return access != null && access.getJsonArray("roles", new JsonArray()).contains(OPERATOR);
    }

    private String accessToken() {
        return identity.getCredential(AccessTokenCredential.class).getToken();
    }

    /** Read without verification: Keycloak gave it to us over our own connection, and it opens nothing here. */
    private JsonObject accessTokenClaims() {
        String[] parts = accessToken().split("\\.", 3);
        if (parts.length < 2) {
            return new JsonObject();
        }
        return new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    }

    private Optional<String> claim(String name) {
        return identity.getPrincipal() instanceof JsonWebToken token
                ? token.<String>claim(name).map(Object::toString)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "CurrentUser[" + subject() + "]";
    }
}
