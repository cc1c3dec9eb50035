package kr.hangil.gateway.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kr.hangil.contracts.HangilHeaders;
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

/** What the packaged gateway does while PostgreSQL or Keycloak is paused, gone, or was never there. */
class GatewayOutageIT {

    private static final String PEPPER = "pepper-of-the-outage-test-0123456789abcdef";

    @TempDir
    static Path folder;

    private static KeycloakServer keycloak;
    private static PostgresServer postgres;
    private static GatewayProcess gateway;
    private static String operator;
    private static Key known;

    private record Key(String id, String text) {}

    @BeforeAll
    static void aGatewayThatKnowsAKey() throws Exception {
        keycloak = SharedServers.keycloak();
        postgres = PostgresServer.ephemeral();
        operator = keycloak.userToken("operator@hangil.example");
        gateway = GatewayProcess.start(place("a"), environment()).ready();
        assertThat(gateway.manage("POST", "/tenants", operator, Map.of("id", "acme", "name", "ACME"))
                        .statusCode())
                .isEqualTo(201);
        known = newKey();
        aTenantWithAPolicy();
    }

    private static void aTenantWithAPolicy() {
        gateway.manage("POST", "/tenants", operator, Map.of("id", "limited", "name", "limited"));
        assertThat(gateway.manageIfMatch(
                                "/tenants/limited/policy",
                                operator,
                                "\"0\"",
                                Map.of("limits", Map.of("requestsPerMinute", 42)))
                        .statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    static void end() {
        gateway.close();
        postgres.close();
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HANGIL_DB_HOST", postgres.host());
        environment.put("HANGIL_DB_PORT", Integer.toString(postgres.port()));
        environment.put("HANGIL_DB_PASSWORD", postgres.password("gateway"));
        environment.put("HANGIL_KEYCLOAK_URL", keycloak.url());
        environment.put("HANGIL_CLIENT_SECRET", keycloak.clientSecret("gateway-service"));
        environment.put("HANGIL_API_KEY_PEPPER", PEPPER);
        environment.put("HANGIL_BILLING_URL", "http://localhost:" + Ports.free());
        return environment;
    }

    /** Nothing the gateway depends on is there, and nothing but {@code state} is left of its past. */
    private static Map<String, String> aloneWith(Path state) {
        Map<String, String> environment = environment();
        environment.put("HANGIL_DB_PORT", Integer.toString(Ports.free()));
        environment.put("HANGIL_KEYCLOAK_URL", "http://localhost:" + Ports.free());
        environment.put("HANGIL_GATEWAY_STATE", state.toString());
        return environment;
    }

    private static Path place(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private static Key newKey() {
        JsonObject created =
                new JsonObject(gateway.manage("POST", "/tenants/acme/keys", operator, Map.of("name", "outage"))
                        .body());
        return new Key(created.getString("id"), created.getString("key"));
    }

    private static int revoke(Key key) {
        return gateway.manage("DELETE", "/tenants/acme/keys/" + key.id(), operator, null)
                .statusCode();
    }

    private static Path copyOfState(String name) throws IOException {
        Path copy = place(name).resolve("state");
        Files.createDirectories(copy);
        Files.copy(snapshotOf(folder.resolve("a")), copy.resolve("snapshot.json"));
        return copy;
    }

    private static Path snapshotOf(Path place) {
        return place.resolve("state").resolve("snapshot.json");
    }

    private static void signal(String signal) throws Exception {
        ProcessHandle root = postgres.process().orElseThrow();
        List<String> command = Stream.concat(
                        Stream.of("kill", "-" + signal),
                        Stream.concat(Stream.of(root), root.descendants()).map(p -> Long.toString(p.pid())))
                .toList();
        new ProcessBuilder(command).inheritIO().start().waitFor(5, TimeUnit.SECONDS);
    }

    @Test
    void shouldRevokeOnEveryReplicaWhenOneIsTold() throws Exception {
        try (GatewayProcess other =
                GatewayProcess.start(place("b"), environment()).ready()) {
            Key key = newKey();
            await().atMost(Duration.ofSeconds(20)).until(() -> other.call(key.text()) == 200);

            assertThat(revoke(key)).isEqualTo(204);

            assertThat(gateway.call(key.text())).isEqualTo(401);
            await().atMost(Duration.ofSeconds(20)).until(() -> other.call(key.text()) == 401);
        }
    }

    @Test
    void shouldShowOneVersionOnEveryReplicaSoonAfterEachChange() throws Exception {
        try (GatewayProcess other =
                GatewayProcess.start(place("c"), environment()).ready()) {
            for (int weight : List.of(1, 2, 3, 4, 5)) {
                long before = version(gateway);

                changeRoute(weight);

                assertThat(version(gateway)).isGreaterThan(before);
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> version(other) == version(gateway));
            }
        }
    }

    @Test
    void shouldHearOfAChangeWithoutLookingForOne() throws Exception {
        Map<String, String> environment = environment();
        environment.put("HANGIL_GATEWAY_SNAPSHOT_POLL", "1h");
        try (GatewayProcess other =
                GatewayProcess.start(place("listening"), environment).ready()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> listening("pid") == 2);

            Key key = newKey();

            await().atMost(Duration.ofSeconds(20)).until(() -> other.call(key.text()) == 200);
            revoke(key);
            await().atMost(Duration.ofSeconds(20)).until(() -> other.call(key.text()) == 401);
        }
    }

    @Test
    void shouldNoticeAChangeThatNobodyToldOfAndListenAgain() throws Exception {
        try (GatewayProcess other =
                GatewayProcess.start(place("cut-off"), environment()).ready()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> listening("pid") == 2);

            assertThat(listening("pg_terminate_backend(pid)")).isEqualTo(2);
            Key key = newKey();

            await().atMost(Duration.ofSeconds(20)).until(() -> other.call(key.text()) == 200);
            await().atMost(Duration.ofSeconds(20)).until(() -> listening("pid") == 2);
        }
    }

    /** Does {@code what} with the process of each connection that waits for PostgreSQL to tell of changes; how many there are. */
    private static int listening(String what) throws SQLException {
        try (Connection connection = postgres.connect("gateway");
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("WITH listening AS MATERIALIZED (SELECT pid FROM pg_stat_activity"
                                + " WHERE query = 'SELECT version FROM snapshot_version' AND state = 'idle')"
                                + " SELECT count(" + what + ") FROM listening")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static void changeRoute(int weight) {
        Map<String, ?> deployment = ControlPlane.deployment("d", "kr-ulsan", weight, List.of());
        assertThat(gateway.manage(
                                "PUT",
                                "/routes/changing",
                                operator,
                                Map.of("capabilities", List.of("chat"), "deployments", List.of(deployment)))
                        .statusCode())
                .isIn(200, 201);
    }

    private static long version(GatewayProcess replica) {
        return Long.parseLong(replica.answer(known.text())
                .headers()
                .firstValue(HangilHeaders.CONFIG_VERSION)
                .orElseThrow());
    }

    @Test
    void shouldServeKnownKeysWhenPostgresIsPaused() throws Exception {
        signal("STOP");
        try {
            await().during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> gateway.call(known.text()) == 200);

            assertThat(gateway.metrics()).containsPattern("hangil_snapshot_degraded(\\{.*})? 1\\.0");
            assertThat(gateway.health("ready")).isEqualTo(200);
            assertThat(gateway.manage("GET", "/tenants", operator, null).statusCode())
                    .isEqualTo(503);
        } finally {
            signal("CONT");
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(gateway.metrics()).containsPattern("hangil_snapshot_degraded(\\{.*})? 0\\.0"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.manage("GET", "/tenants", operator, null).statusCode() == 200);
        Key key = newKey();
        assertThat(gateway.call(key.text())).isEqualTo(200);
    }

    @Test
    void shouldServeFromDiskWhenEverythingElseIsDown() throws Exception {
        Key revoked = newKey();
        revoke(revoked);
        JsonObject limited =
                new JsonObject(gateway.manage("POST", "/tenants/limited/keys", operator, Map.of("name", "x"))
                        .body());

        try (GatewayProcess alone = GatewayProcess.start(place("alone"), aloneWith(copyOfState("alone")))
                .ready()) {
            assertThat(alone.call(known.text())).isEqualTo(200);
            assertThat(alone.call(revoked.text())).isEqualTo(401);
            assertThat(alone.get("/v1/key", limited.getString("key")).body()).contains("\"limit\":42");
            assertThat(alone.call(operator)).isEqualTo(503);
            assertThat(alone.answer(operator).body()).contains("identity provider does not answer");
            assertThat(alone.manage("GET", "/tenants", operator, null).statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void shouldKnowNobodyRatherThanTrustADamagedSnapshot() throws Exception {
        Path state = copyOfState("damaged");
        Path file = state.resolve("snapshot.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 10));

        try (GatewayProcess damaged =
                GatewayProcess.start(place("damaged"), aloneWith(state)).alive()) {
            assertThat(damaged.health("ready")).isEqualTo(503);
            assertThat(damaged.call(known.text())).isEqualTo(503);
            assertThat(damaged.log()).contains(file.toString()).contains("damaged");
        }
    }

    @Test
    void shouldComeUpByItselfWhenPostgresAppearsLater() throws Exception {
        Map<String, String> environment = environment();
        signal("STOP");
        try (GatewayProcess early =
                GatewayProcess.start(place("early"), environment).alive()) {
            assertThat(early.call(known.text())).isEqualTo(503);

            signal("CONT");

            await().atMost(Duration.ofSeconds(20)).until(() -> early.call(known.text()) == 200);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> early.manage("GET", "/tenants", operator, null).statusCode() == 200);
        } finally {
            signal("CONT");
        }
    }

    @Test
    void shouldVerifyTokensAsSoonAsKeycloakAppearsAndKeepOnWhenItLeaves() throws Exception {
        int port = Ports.free();
        Map<String, String> environment = environment();
        environment.put("HANGIL_KEYCLOAK_URL", "http://localhost:" + port);
        Vertx vertx = Vertx.vertx();
        try (GatewayProcess lonely =
                GatewayProcess.start(place("lonely"), environment).ready()) {
            assertThat(lonely.manage("GET", "/tenants", operator, null).statusCode())
                    .isEqualTo(503);
            assertThat(lonely.call(operator)).isEqualTo(503);

            NetServer door = doorToKeycloak(vertx, port);

            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            lonely.manage("GET", "/tenants", operator, null).statusCode() == 200);
            door.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
            String unseen = keycloak.userToken("operator@hangil.example");
            assertThat(lonely.manage("GET", "/tenants", unseen, null).statusCode())
                    .isEqualTo(200);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
    }

    /** Keycloak at another port, which can be closed without stopping it. */
    private static NetServer doorToKeycloak(Vertx vertx, int port) throws Exception {
        NetClient client = vertx.createNetClient();
        int real = URI.create(keycloak.url()).getPort();
        return vertx.createNetServer()
                .connectHandler(near -> {
                    near.pause();
                    client.connect(real, "localhost").onSuccess(far -> {
                        near.pipeTo(far);
                        far.pipeTo(near);
                    });
                })
                .listen(port, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    @Test
    void shouldKeepTheSnapshotToItsOwner() throws Exception {
        Path file = snapshotOf(folder.resolve("a"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file))
                .contains(known.id())
                .doesNotContain(known.text().substring(17))
                .doesNotContain(PEPPER);
    }

    @Test
    void shouldLogNoSecretWhenCredentialsComeAndGo() throws Exception {
        Key canary = newKey();
        gateway.call(canary.text());
        gateway.call(canary.text() + "x");
        gateway.call(operator + "x");
        gateway.manage("POST", "/tenants/acme/keys", operator, Map.of("name", "", "colour", canary.text()));
        revoke(canary);
        gateway.call(canary.text());

        String log = gateway.log();

        assertThat(log)
                .doesNotContain(canary.text().substring(17, 60))
                .doesNotContain(operator.substring(operator.lastIndexOf('.')))
                .doesNotContain(PEPPER)
                .doesNotContain(postgres.password("gateway"))
                .doesNotContain(keycloak.clientSecret("gateway-service"));
    }

    @Test
    void shouldRefuseToStartWhenThePepperIsShort() throws Exception {
        Map<String, String> environment = environment();
        environment.put("HANGIL_API_KEY_PEPPER", "too short");

        try (GatewayProcess unsafe = GatewayProcess.start(place("unsafe"), environment)) {
            assertThat(unsafe.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

            assertThat(unsafe.process().exitValue()).isNotZero();
            assertThat(unsafe.log()).contains("HANGIL_API_KEY_PEPPER");
        }
    }
}
