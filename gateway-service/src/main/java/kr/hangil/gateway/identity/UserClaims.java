package kr.hangil.gateway.identity;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Reads a {@link User} from the claims of a verified Keycloak token. */
final class UserClaims {

    private UserClaims() {}

    static User user(JsonWebToken token) {
        String subject = token.getSubject();
        return new User(
                token.getIssuer(),
                subject,
                label(token, subject),
                organizations(token.getClaim("organization")),
                realmRoles(token),
                Instant.ofEpochSecond(token.getExpirationTime()));
    }

    private static String label(JsonWebToken token, String subject) {
        return Stream.of("email", "preferred_username", "azp")
                .map(name -> text(token.getClaim(name)))
                .filter(value -> !value.isBlank())
                .findFirst()
                .orElse(subject);
    }

    /** Keycloak writes {@code {"alias":{"id":…}}} with ids switched on and {@code ["alias"]} without. */
    private static Set<String> organizations(@Nullable Object claim) {
        return switch (claim) {
            case JsonObject object -> Set.copyOf(object.keySet());
            case Map<?, ?> map -> texts(map.keySet());
            case JsonArray array -> texts(array);
            case Collection<?> list -> texts(list);
            case JsonString single -> Set.of(single.getString());
            case String single -> Set.of(single);
            case null, default -> Set.of();
        };
    }

    private static Set<String> realmRoles(JsonWebToken token) {
        Object claim = token.getClaim("realm_access");
        if (claim instanceof JsonObject realm && realm.get("roles") instanceof JsonArray roles) {
            return texts(roles);
        }
        return Set.of();
    }

    private static Set<String> texts(Collection<?> values) {
        Set<String> out = new LinkedHashSet<>();
        values.forEach(value -> out.add(text(value)));
        return out;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case JsonString string -> string.getString();
            default -> value.toString();
        };
    }
}
