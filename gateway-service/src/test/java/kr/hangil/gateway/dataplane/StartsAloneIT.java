package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.GatewayProcess;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.process.Ports;
import kr.hangil.stack.quarkus.SharedServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway is started again while PostgreSQL, Keycloak and billing are away: whom it knows, it serves. */
class StartsAloneIT {

    private static final StandIns STAND_INS = StandIns.current();
    private static final String TENANT = "narae";

    @TempDir
    static Path folder;

    private static KeycloakServer keycloak;
    private static PostgresServer postgres;
    private static String key;

    /** A gateway that had everything, and was asked for an answer. */
    @BeforeAll
    static void begin() throws Exception {
        keycloak = SharedServers.keycloak();
        postgres = PostgresServer.ephemeral();
        try (GatewayProcess gateway = GatewayProcess.start(place(), around()).ready()) {
            String operator = keycloak.userToken(ControlPlane.OPERATOR);
            key = PackagedDataPlane.key(gateway, operator, TENANT, STAND_INS);
            gateway.manage(
                    "PUT",
                    "/tenants/" + TENANT + "/members/" + new ControlPlane(keycloak).subject(ControlPlane.HANEUL),
                    operator,
                    Map.of("role", "OWNER", "email", ControlPlane.HANEUL));
            await().atMost(20, SECONDS).until(() -> chat(gateway).statusCode() == 200);
        }
    }

    @AfterAll
    static void end() {
        postgres.close();
    }

    private static Path place() throws Exception {
        return Files.createDirectories(folder.resolve("gateway"));
    }

    private static Map<String, String> around() {
        return PackagedDataPlane.environment(STAND_INS, keycloak, postgres);
    }

    private static Map<String, String> alone() {
        Map<String, String> environment = around();
        String nowhere = "http://localhost:" + Ports.free();
        environment.put("HANGIL_DB_PORT", Integer.toString(Ports.free()));
        environment.put("HANGIL_KEYCLOAK_URL", nowhere);
        environment.put("HANGIL_BILLING_URL", nowhere);
        return environment;
    }

    private static HttpResponse<String> chat(GatewayProcess gateway) {
        return gateway.post("/v1/chat/completions", key, RunningDataPlane.body("stand-in", "whole", false));
    }

    @Test
    void shouldAnswerWhatItAnsweredBefore() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.start(place(), alone()).ready()) {
            HttpResponse<String> answer = chat(gateway);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-hangil-cost-krw")).isPresent();
            assertThat(STAND_INS.pod().bearers().getLast()).startsWith("Bearer ey");
        }
    }

    /** A token that it sees for the first time. */
    @Test
    void shouldKnowUsersByTheKeysItHad() throws Exception {
        String token = keycloak.userToken(ControlPlane.HANEUL);
        try (GatewayProcess gateway = GatewayProcess.start(place(), alone()).ready()) {
            HttpResponse<String> answer = gateway.get("/v1/models", token);
            HttpResponse<String> forged =
                    gateway.get("/v1/models", token.substring(0, token.length() - 8) + "AAAAAAAA");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(forged.statusCode()).as(forged.body()).isEqualTo(401);
        }
    }

    @Test
    void shouldBlameNoPodWhenItHasNoTokenForThem() throws Exception {
        Path token = place().resolve("state").resolve("service-token.json");
        byte[] kept = Files.readAllBytes(token);
        Files.delete(token);
        try (GatewayProcess gateway = GatewayProcess.start(place(), alone()).ready()) {
            for (int i = 0; i < 10; i++) {
                HttpResponse<String> answer = chat(gateway);

                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message"))
                        .contains("cannot authenticate itself to inference pods");
                assertThat(answer.headers().firstValue("retry-after")).isPresent();
            }
            assertThat(gateway.metrics()).containsPattern("hangil_gateway_replicas_ejected(\\{.*})? 0\\.0");
        } finally {
            Files.write(token, kept);
        }
    }
}
