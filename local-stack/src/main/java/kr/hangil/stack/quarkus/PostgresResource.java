package kr.hangil.stack.quarkus;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import kr.hangil.stack.postgres.PostgresServer;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL for a service's tests: sets {@code HANGIL_DB_HOST}, {@code HANGIL_DB_PORT} and {@code
 * HANGIL_DB_PASSWORD}, and injects itself into test fields of type {@link PostgresServer}.
 *
 * <p>Init argument {@code role}: the service's role, which is also its schema.
 */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private String role = "";
    private @Nullable PostgresServer server;

    @Override
    public void init(Map<String, String> initArgs) {
        String given = initArgs.get("role");
        if (given == null) {
            throw new IllegalArgumentException("PostgresResource needs the init argument 'role'");
        }
        role = given;
    }

    @Override
    public Map<String, String> start() {
        PostgresServer shared = SharedServers.postgres();
        server = shared;
        return Map.of(
                "HANGIL_DB_HOST", shared.host(),
                "HANGIL_DB_PORT", Integer.toString(shared.port()),
                "HANGIL_DB_PASSWORD", shared.password(role));
    }

    @Override
    public void inject(TestInjector testInjector) {
        testInjector.injectIntoFields(server, new TestInjector.MatchesType(PostgresServer.class));
    }

    @Override
    public void stop() {
        server = null;
    }
}
