package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.GatewayProcess;
import kr.hangil.gateway.SmallDisk;
import kr.hangil.stack.keycloak.KeycloakServer;
import kr.hangil.stack.postgres.PostgresServer;
import kr.hangil.stack.quarkus.SharedServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients of the packaged gateway see while its disk is full. */
class FullDiskIT {

    private static final int DISK = 4 << 20;
    private static final String TENANT = "fulldisk";

    @TempDir
    Path folder;

    private final StandIns standIns = StandIns.current();

    @Test
    void shouldSayWhyNothingIsAdmittedAndGoOnWhenThereIsRoom() throws Exception {
        KeycloakServer keycloak = SharedServers.keycloak();
        try (PostgresServer postgres = PostgresServer.ephemeral();
                SmallDisk disk = SmallDisk.mount(Files.createDirectory(folder.resolve("disk")), DISK);
                GatewayProcess gateway = GatewayProcess.start(folder, environment(keycloak, postgres, disk))
                        .ready()) {
            // Given: a request that is under way
            String operator = keycloak.userToken(ControlPlane.OPERATOR);
            String key = PackagedDataPlane.key(gateway, operator, TENANT, standIns);
            await().atMost(20, SECONDS).until(() -> chat(gateway, key, "whole").statusCode() == 200);
            List<HttpResponse<String>> answered = new ArrayList<>();
            CompletableFuture<HttpResponse<String>> underWay =
                    CompletableFuture.supplyAsync(() -> chat(gateway, key, "held whole"));
            await().atMost(10, SECONDS).until(() -> standIns.pod().held() == 1);

            // When
            disk.fill();

            // Then: a reason, and when to come back; what is under way ends well
            HttpResponse<String> refused = firstRefused(gateway, key, answered);
            assertRefusedForTheDisk(refused);
            for (int i = 0; i < 10; i++) {
                assertThat(chat(gateway, key, "whole").statusCode()).isEqualTo(503);
            }
            assertThat(gateway.metrics())
                    .containsPattern("hangil_gateway_spool_broken(\\{.*})? 1\\.0")
                    .as("the replica is not to blame")
                    .containsPattern("hangil_gateway_replicas_ejected(\\{.*})? 0\\.0");
            standIns.pod().letGo();
            answered.add(underWay.get(10, SECONDS));
            disk.fill();
            gateway.manage("POST", "/tenants", operator, Map.of("id", "latecomer", "name", "late"));
            assertThat(snapshot(disk)).doesNotContain("latecomer");

            // Then: by itself, with the replica as good as before, and everything that was answered booked
            disk.free();
            await().atMost(10, SECONDS)
                    .untilAsserted(() -> assertThat(gateway.metrics())
                            .containsPattern("hangil_gateway_spool_broken(\\{.*})? 0\\.0"));
            answered.add(chat(gateway, key, "whole"));
            assertThat(answered).allMatch(answer -> answer.statusCode() == 200);
            await().atMost(20, SECONDS).until(() -> booked().containsAll(ids(answered)));
            assertThat(booked()).doesNotContainAnyElementsOf(ids(List.of(refused)));
            await().atMost(20, SECONDS).until(() -> snapshot(disk).contains("latecomer"));
            assertThat(gateway.log().lines().filter(line -> line.contains("UsageSpool]")))
                    .as("one line for each change of state")
                    .hasSize(2);
        }
    }

    private Map<String, String> environment(KeycloakServer keycloak, PostgresServer postgres, SmallDisk disk) {
        Map<String, String> environment = PackagedDataPlane.environment(standIns, keycloak, postgres);
        environment.put("HANGIL_GATEWAY_STATE", disk.folder().toString());
        environment.put("HANGIL_GATEWAY_METERING_RESERVE", "256K");
        return environment;
    }

    private static String snapshot(SmallDisk disk) throws IOException {
        return Files.readString(disk.folder().resolve("snapshot.json"));
    }

    private static HttpResponse<String> chat(GatewayProcess gateway, String key, String text) {
        return gateway.post(RunningDataPlane.CHAT, key, RunningDataPlane.body("stand-in", text, false));
    }

    private static HttpResponse<String> firstRefused(
            GatewayProcess gateway, String key, List<HttpResponse<String>> answered) {
        while (true) {
            HttpResponse<String> answer = chat(gateway, key, "whole");
            if (answer.statusCode() != 200) {
                return answer;
            }
            answered.add(answer);
        }
    }

    private static void assertRefusedForTheDisk(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(503);
        JsonObject body = new JsonObject(refused.body());
        assertThat(body.getString("error_type")).isEqualTo("unavailable");
        assertThat(body.getJsonObject("error").getString("message")).contains("the usage spool cannot be written");
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
    }

    private List<String> booked() {
        return standIns.billing().booked(TENANT).stream()
                .map(data -> data.getString("requestId"))
                .toList();
    }

    private static List<String> ids(List<HttpResponse<String>> answers) {
        return answers.stream()
                .map(answer ->
                        answer.headers().firstValue(HangilHeaders.REQUEST_ID).orElseThrow())
                .toList();
    }
}
