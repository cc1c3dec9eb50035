package kr.hangil.billing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.stack.keycloak.KeycloakServer;

/** Access tokens of the realm's clients, each fetched once: they outlive the tests. */
final class Tokens {

    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private Tokens() {}

    static String of(KeycloakServer keycloak, String client) {
        return TOKENS.computeIfAbsent(client, keycloak::token);
    }
}
