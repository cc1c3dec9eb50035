package kr.hangil.gateway.dataplane;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.GatewayProcess;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;

/** What tests of the packaged gateway in front of the stand-ins put together. */
final class PackagedDataPlane {

    private PackagedDataPlane() {}

    /** Settings of a gateway with real servers around it, and {@code standIns} for billing. */
    static Map<String, String> environment(StandIns standIns, KeycloakServer keycloak, PostgresServer postgres) {
        Map<String, String> environment = new HashMap<>(standIns.start());
        environment.put("HANGIL_DB_HOST", postgres.host());
        environment.put("HANGIL_DB_PORT", Integer.toString(postgres.port()));
        environment.put("HANGIL_DB_PASSWORD", postgres.password("gateway"));
        environment.put("HANGIL_KEYCLOAK_URL", keycloak.url());
        environment.put("HANGIL_CLIENT_SECRET", keycloak.clientSecret("gateway-service"));
        environment.put("HANGIL_API_KEY_PEPPER", "pepper-of-the-packaged-test-0123456789abcdef");
        return environment;
    }

    /** The key of a new {@code tenant}, once there is a route to the pod of {@code standIns}. */
    static String key(GatewayProcess gateway, String operator, String tenant, StandIns standIns) {
        gateway.manage("POST", "/tenants", operator, Map.of("id", tenant, "name", tenant));
        Map<String, ?> deployment = ControlPlane.deployment(
                "stand-in", "kr-ulsan", 100, List.of(standIns.pod().url()));
        gateway.manage(
                "PUT",
                "/routes/stand-in",
                operator,
                Map.of("capabilities", List.of("chat"), "deployments", List.of(deployment)));
        return new JsonObject(gateway.manage("POST", "/tenants/" + tenant + "/keys", operator, Map.of("name", "x"))
                        .body())
                .getString("key");
    }
}
