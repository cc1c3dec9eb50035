package kr.hangil.stack.keycloak;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A key that the realm signs its tokens with, until it is withdrawn. */
public final class SigningKey implements AutoCloseable {

    /** Above the one that a realm begins with. */
    private static final String PRIORITY = "200";

    private final KeycloakAdmin admin;
    private final String path;

    private SigningKey(KeycloakAdmin admin, String path) {
        this.admin = admin;
        this.path = path;
    }

    static SigningKey make(KeycloakAdmin admin) {
        String path = admin.create(
                "/components",
                Map.of(
                        "name",
                        "rsa-" + UUID.randomUUID(),
                        "providerId",
                        "rsa-generated",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "config",
                        Map.of(
                                "priority", List.of(PRIORITY),
                                "enabled", List.of("true"),
                                "active", List.of("true"),
                                "algorithm", List.of("RS256"))));
        return new SigningKey(admin, path);
    }

    /** Withdraws it: Keycloak shows it no longer, and what it signed is good for nothing. */
    @Override
    public void close() {
        admin.delete(path);
    }
}
