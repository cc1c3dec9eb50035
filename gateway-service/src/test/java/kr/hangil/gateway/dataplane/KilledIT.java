package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.GatewayProcess;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.SharedServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway is killed at each step of a request, and started again where it was: one event, no more and no less. */
class KilledIT {

    private static final StandIns STAND_INS = StandIns.current();

    private static KeycloakServer keycloak;
    private static PostgresServer postgres;
    private static String operator;

    @TempDir
    Path folder;

    private String tenant = "";
    private String key = "";
    private GatewayProcess gateway;

    @BeforeAll
    static void startServers() {
        keycloak = SharedServers.keycloak();
        postgres = PostgresServer.ephemeral();
        operator = keycloak.userToken(ControlPlane.OPERATOR);
    }

    @AfterAll
    static void stopServers() {
        postgres.close();
    }

    @BeforeEach
    void startGateway() throws Exception {
        gateway = start();
        tenant = "t" + Long.toString(System.nanoTime(), 36);
        key = PackagedDataPlane.key(gateway, operator, tenant, STAND_INS);
        await().atMost(20, SECONDS).until(() -> gateway.call(key) == 200);
    }

    @AfterEach
    void stopGateway() {
        gateway.close();
        STAND_INS.billing().down(false);
        STAND_INS.billing().mute(false);
        STAND_INS.pod().letGo();
    }

    private GatewayProcess start() throws Exception {
        Path place = Files.createDirectories(folder.resolve("gateway"));
        Map<String, String> environment = PackagedDataPlane.environment(STAND_INS, keycloak, postgres);
        return GatewayProcess.start(place, environment).ready();
    }

    private void killAndStartAgain() throws Exception {
        kill();
        gateway = start();
    }

    private void kill() throws InterruptedException {
        gateway.process().destroyForcibly().waitFor();
        gateway.close();
    }

    @Test
    void shouldBookARequestThatNothingWasDeliveredOfFreeOfCharge() throws Exception {
        try (Socket client = ask("held stream")) {
            await().atMost(20, SECONDS).until(() -> STAND_INS.pod().held() == 1);

            killAndStartAgain();

            assertThat(client.getInputStream().read()).isNegative();
        }
        assertThat(onlyEvent().getString("outcome")).isEqualTo("failed");
        assertThat(onlyEvent().getLong("completionTokens")).isZero();
    }

    @Test
    void shouldBookARequestThatWasUnderWayOnce() throws Exception {
        try (Socket client = ask("drip 2")) {
            RunningDataPlane.readUntil(client.getInputStream(), "조각2");

            killAndStartAgain();
        }
        assertThat(onlyEvent().getString("outcome")).isEqualTo("failed");
    }

    @Test
    void shouldBookWhatWasDeliveredUntilShortlyBefore() throws Exception {
        try (Socket client = ask("tick 100")) {
            for (int heard = 0; heard < 40; heard++) {
                RunningDataPlane.readUntil(client.getInputStream(), "똑딱");
            }

            killAndStartAgain();
        }
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("failed");
        assertThat(event.getBoolean("estimated")).isTrue();
        assertThat(event.getLong("completionTokens")).isBetween(15L, 60L);
        assertThat(event.getLong("promptTokens")).isPositive();
    }

    @Test
    void shouldBookInFullWhatWasDeliveredAndNotShipped() throws Exception {
        STAND_INS.billing().down(true);
        try (Socket client = ask("stream")) {
            RunningDataPlane.readUntil(client.getInputStream(), "data: [DONE]");

            killAndStartAgain();
        }
        assertThat(STAND_INS.billing().booked(tenant)).isEmpty();
        STAND_INS.billing().down(false);
        assertDeliveredAndBookedOnce();
    }

    @Test
    void shouldBookOnceWhatWasShippedAndNotConfirmed() throws Exception {
        STAND_INS.billing().mute(true);
        try (Socket client = ask("stream")) {
            RunningDataPlane.readUntil(client.getInputStream(), "data: [DONE]");
            await().atMost(20, SECONDS)
                    .until(() -> !STAND_INS.billing().booked(tenant).isEmpty());
            kill();
        }
        int repeats = STAND_INS.billing().repeats();
        STAND_INS.billing().mute(false);

        gateway = start();

        await().atMost(20, SECONDS).until(() -> STAND_INS.billing().repeats() > repeats);
        assertDeliveredAndBookedOnce();
    }

    private void assertDeliveredAndBookedOnce() {
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("completed");
        assertThat(event.getLong("promptTokens")).isEqualTo(9);
        assertThat(event.getLong("completionTokens")).isEqualTo(2);
    }

    /** The one event of all that the gateway has to say about the tenant. */
    private JsonObject onlyEvent() {
        await().atMost(20, SECONDS)
                .untilAsserted(() -> assertThat(gateway.metrics())
                        .containsPattern("hangil_gateway_usage_unshipped_bytes(\\{.*})? 0\\.0"));
        assertThat(STAND_INS.billing().booked(tenant)).hasSize(1);
        return STAND_INS.billing().booked(tenant).getFirst();
    }

    /** Asks for a stream and leaves the answer unread. */
    private Socket ask(String text) throws IOException {
        byte[] body = RunningDataPlane.body("stand-in", text, true).encode().getBytes(StandardCharsets.UTF_8);
        Socket client = new Socket("localhost", URI.create(gateway.url()).getPort());
        RunningDataPlane.ask(client, RunningDataPlane.CHAT, "Authorization: Bearer " + key, body.length);
        client.getOutputStream().write(body);
        return client;
    }
}
