package kr.hangil.stack.quarkus;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.jspecify.annotations.Nullable;

/**
 * A real Keycloak for a service's tests: sets {@code HANGIL_KEYCLOAK_URL} and {@code HANGIL_CLIENT_SECRET}, and injects
 * itself into test fields of type {@link KeycloakServer}.
 *
 * <p>Init argument {@code client}: the service's client id.
 */
public final class KeycloakResource implements QuarkusTestResourceLifecycleManager {

    private String client = "";
    private @Nullable KeycloakServer server;

    @Override
    public void init(Map<String, String> initArgs) {
        String given = initArgs.get("client");
        if (given == null) {
            throw new IllegalArgumentException("KeycloakResource needs the init argument 'client'");
        }
        client = given;
    }

    @Override
    public Map<String, String> start() {
        KeycloakServer shared = SharedServers.keycloak();
        server = shared;
        return Map.of(
                "HANGIL_KEYCLOAK_URL", shared.url(),
                "HANGIL_CLIENT_SECRET", shared.clientSecret(client));
    }

    @Override
    public void inject(TestInjector testInjector) {
        testInjector.injectIntoFields(server, new TestInjector.MatchesType(KeycloakServer.class));
    }

    @Override
    public void stop() {
        server = null;
    }
}
