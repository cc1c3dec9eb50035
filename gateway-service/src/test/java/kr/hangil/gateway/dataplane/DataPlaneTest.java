package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@RealServers
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
class DataPlaneTest {

    private static final String CHAT = "/v1/chat/completions";

    KeycloakServer keycloak;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    private final StandIns standIns = StandIns.current();
    private String tenant = "";
    private String key = "";

    @BeforeEach
    void makeTenantAndRoutes() throws IOException {
        ControlPlane control = new ControlPlane(keycloak);
        tenant = control.newTenant();
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
        route(control, "stand-in", List.of(standIns.podUrl()));
        route(control, "stand-in/spare", List.of(closedPort(), standIns.podUrl()));
        route(control, "stand-in/down", List.of(closedPort()));
        await().atMost(5, SECONDS).until(() -> models().contains("stand-in/down"));
    }

    @AfterEach
    void bringBillingBack() {
        standIns.billingDown(false);
    }

    @Test
    void shouldRelayAnAnswerAndBookItOnce() {
        chat("stand-in", "whole", false)
                .statusCode(200)
                .header("x-request-id", startsWith("req_"))
                .header("x-hangil-model-digest", StandIns.DIGEST)
                .header("x-hangil-region", "kr-ulsan")
                .body("usage.prompt_tokens", equalTo(7));

        JsonObject event = onlyEvent();
        assertThat(event.getString("eventId")).isEqualTo(event.getString("requestId") + ":1:tokens");
        assertThat(event.getLong("promptTokens")).isEqualTo(7);
        assertThat(event.getLong("completionTokens")).isEqualTo(3);
        assertThat(event.getString("outcome")).isEqualTo("completed");
        assertThat(event.getString("modelDigest")).isEqualTo(StandIns.DIGEST);
        assertThat(event.getBoolean("estimated")).isFalse();
    }

    @Test
    void shouldTakeOutInjectedUsageWhenStreamed() {
        String stream = chat("stand-in", "stream", true)
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();

        assertThat(stream).contains("하나").contains("둘").doesNotContain("usage").endsWith("data: [DONE]\n\n");
        assertThat(onlyEvent().getLong("promptTokens")).isEqualTo(9);
        assertThat(standIns.asked().getLast().getJsonObject("stream_options").getBoolean("include_usage"))
                .isTrue();
    }

    @Test
    void shouldSayAtTheEndOfAStreamWhatItCostWhenUsageWasAskedFor() {
        JsonObject body =
                body("stand-in", "stream", true).put("stream_options", new JsonObject().put("include_usage", true));

        String stream =
                request(body).post(CHAT).then().statusCode(200).extract().asString();

        String closing = stream.lines()
                .filter(line -> line.contains("\"usage\""))
                .findFirst()
                .orElseThrow();
        JsonObject said = new JsonObject(closing.substring("data: ".length()));
        assertThat(said.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(9);
        assertThat(said.getJsonObject("hangil").getMap())
                .containsEntry("cost_krw", "11")
                .containsEntry("region", "kr-ulsan")
                .containsEntry("model_digest", StandIns.DIGEST);
    }

    @Test
    void shouldTellPrometheusAboutRequestsInTheFieldsOwnTerms() {
        chat("stand-in", "stream", true).statusCode(200);
        chat("stand-in", "crash", false).statusCode(502);

        String metrics = given().port(managementPort).get("/q/metrics").asString();

        assertThat(metrics)
                .contains("gen_ai_server_request_duration_seconds_bucket{")
                .containsPattern("gen_ai_server_request_duration_seconds_count\\{[^}]*error_type=\"engine_failed\"")
                .containsPattern(
                        "gen_ai_server_time_to_first_token_seconds_count\\{[^}]*gen_ai_request_model=\"stand-in\"")
                .containsPattern("gen_ai_client_token_usage_sum\\{[^}]*gen_ai_token_type=\"output\"")
                .doesNotContain(tenant);
    }

    @Test
    void shouldSendItsOwnTokenToThePodAndNeverTheCallersKey() {
        chat("stand-in", "whole", false).statusCode(200);

        assertThat(standIns.bearers())
                .allSatisfy(bearer -> assertThat(bearer).startsWith("Bearer ey").doesNotContain("hgl_"));
    }

    @Test
    void shouldEndWithAnErrorEventWhenTheEngineBreaksOff() {
        String stream =
                chat("stand-in", "break", true).statusCode(200).extract().asString();

        assertThat(stream).contains("둘").contains("\"finish_reason\":\"error\"").doesNotContain("[DONE]");
        String last = stream.substring(stream.lastIndexOf("data: ") + 6);
        assertThat(new JsonObject(last).getJsonObject("error").getString("code"))
                .isEqualTo("engine_failed");
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("failed");
        assertThat(event.getLong("completionTokens")).isEqualTo(2);
        assertThat(event.getBoolean("estimated")).isTrue();
    }

    @Test
    void shouldCancelTheEngineAndBillWhatWasDeliveredWhenTheClientLeavesAStream() throws IOException {
        int before = standIns.left();
        try (Socket client = send("stand-in", "hang", true)) {
            readUntil(client.getInputStream(), "하나");
        }

        await().atMost(2, SECONDS).until(() -> standIns.left() == before + 1);
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("cancelled");
        assertThat(event.getLong("completionTokens")).isEqualTo(1);
    }

    @Test
    void shouldCancelTheEngineWhenTheClientLeavesBeforeAWholeAnswer() throws IOException {
        int before = standIns.left();
        int asked = standIns.asked().size();
        try (Socket client = send("stand-in", "silent", false)) {
            await().atMost(5, SECONDS)
                    .until(() -> client.isConnected() && standIns.asked().size() > asked);
        }

        await().atMost(2, SECONDS).until(() -> standIns.left() == before + 1);
        assertThat(onlyEvent().getString("outcome")).isEqualTo("cancelled");
    }

    @Test
    void shouldPassThePodsRefusalWithItsStatus() {
        chat("stand-in", "overflow", true).statusCode(400).body("error.code", equalTo("context_length_exceeded"));

        assertThat(onlyEvent().getLong("promptTokens")).isZero();
    }

    @Test
    void shouldHideWhatABrokenPodSays() {
        chat("stand-in", "crash", false)
                .statusCode(502)
                .body("error.code", equalTo("engine_failed"))
                .body(not(containsString("secrets")));
    }

    @Test
    void shouldGoToTheNextReplicaWhenOneCannotBeReached() {
        chat("stand-in/spare", "whole", false).statusCode(200);

        await().atMost(10, SECONDS).until(() -> !standIns.booked(tenant).isEmpty());
        assertThat(standIns.booked(tenant))
                .filteredOn(e -> e.getString("outcome").equals("completed"))
                .singleElement()
                .satisfies(e -> assertThat(e.getLong("promptTokens")).isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSay503WithATimeToComeBackWhenNoReplicaIsThere(boolean stream) {
        chat("stand-in/down", "whole", stream)
                .statusCode(503)
                .header("retry-after", equalTo("2"))
                .body("error.code", equalTo("no_replica"));

        assertThat(onlyEvent().getString("outcome")).isEqualTo("failed");
    }

    @Test
    void shouldKeepASilentStreamOpenWithComments() {
        String stream = chat("stand-in", "late", true).statusCode(200).extract().asString();

        assertThat(stream).startsWith(": ping\n\n").contains("늦은").endsWith("data: [DONE]\n\n");
    }

    @Test
    void shouldPassAnEventOnWithoutWaitingForTheNextAndUncompressed() throws IOException {
        try (Socket client = send("stand-in", "hang", true)) {
            client.setSoTimeout(10_000);

            assertThat(readUntil(client.getInputStream(), "하나")).doesNotContainIgnoringCase("content-encoding");
        }
    }

    @Test
    void shouldSay408WhenTheClientsOwnDeadlinePasses() {
        request(body("stand-in", "silent", false))
                .header("x-hangil-deadline-ms", "300")
                .post(CHAT)
                .then()
                .statusCode(408)
                .body("error.code", equalTo("deadline_exceeded"));
        request(body("stand-in", "whole", false))
                .header("x-hangil-deadline-ms", "soon")
                .post(CHAT)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("x-hangil-deadline-ms"));
    }

    @Test
    void shouldRefuseABodyOverTheLimitBeforeReadingIt() {
        byte[] large = new byte[(10 << 20) + 1];
        request(large).post(CHAT).then().statusCode(413).body("error.code", equalTo("body_too_large"));
    }

    @Test
    void shouldTakeALargeBody() {
        JsonObject body = body("stand-in", "whole", false).put("padding", "가".repeat(3 << 20));

        request(body).post(CHAT).then().statusCode(200);
        assertThat(standIns.asked().getLast().getString("padding")).hasSize(3 << 20);
    }

    @Test
    void shouldHoldNoBodyOfARequestThatIsOver() {
        JsonObject large = body("stand-in", "whole", false).put("padding", "x".repeat(3 << 20));
        request(large).post(CHAT).then().statusCode(200);
        request(large.put("model", "none")).post(CHAT).then().statusCode(404);

        await().atMost(5, SECONDS)
                .untilAsserted(() -> assertThat(
                                given().port(managementPort).get("/q/metrics").asString())
                        .containsPattern("(?m)^hangil_gateway_bodies_bytes 0\\.0$"));
    }

    @Test
    void shouldRefuseBodiesThatThereIsNoRoomForAndTakeThemAfterwards() throws IOException {
        // Given: 32 MiB is all the room in tests, and three bodies that never end hold most of it
        List<Socket> holding = new ArrayList<>();
        byte[] part = new byte[9 << 20];
        Arrays.fill(part, (byte) ' ');
        for (int i = 0; i < 3; i++) {
            Socket socket = new Socket("localhost", port);
            holding.add(socket);
            socket.getOutputStream()
                    .write(("POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                                    + "\r\nAccept-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: "
                                    + (part.length + 1)
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(part);
        }

        // When
        JsonObject large = body("stand-in", "whole", false).put("padding", "x".repeat(9 << 20));
        await().atMost(10, SECONDS)
                .untilAsserted(() -> request(large)
                        .post(CHAT)
                        .then()
                        .statusCode(503)
                        .body("error.message", containsString("take all the room")));

        // Then
        for (Socket socket : holding) {
            socket.close();
        }
        await().atMost(10, SECONDS)
                .untilAsserted(() -> request(large).post(CHAT).then().statusCode(200));
    }

    @Test
    void shouldHoldBoundedMemoryWhenTheClientDoesNotRead() throws IOException {
        long before = standIns.flooded();
        try (Socket client = send("stand-in", "flood", true)) {
            readUntil(client.getInputStream(), "가");
            await().during(1, SECONDS).atMost(20, SECONDS).until(new Settled(standIns)::check);
            assertThat(standIns.flooded() - before).isLessThan(32 << 20);
        }
    }

    @Test
    void shouldLoseNothingWhileBillingIsDown() {
        standIns.billingDown(true);
        for (int i = 0; i < 20; i++) {
            chat("stand-in", "whole", false).statusCode(200);
        }
        assertThat(standIns.booked(tenant)).isEmpty();

        standIns.billingDown(false);

        await().atMost(20, SECONDS).until(() -> standIns.booked(tenant).size() == 20);
        assertThat(standIns.booked(tenant))
                .extracting(e -> e.getString("eventId"))
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseWithoutBookingWhenNothingWasDispatched() {
        chat("no/such-model", "whole", false)
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.message", containsString("stand-in"));
        given().post(CHAT).then().statusCode(401).body("error.code", equalTo("missing_credentials"));
        request(body("stand-in", "whole", false)).get(CHAT).then().statusCode(405);
        request(body("stand-in", "whole", false))
                .post("/v1/no-such-path")
                .then()
                .statusCode(404);
        request("{".getBytes(StandardCharsets.UTF_8)).post(CHAT).then().statusCode(400);

        assertThat(standIns.booked(tenant)).isEmpty();
    }

    @Test
    void shouldShowAModelWhoseNameHasASlash() {
        given().auth()
                .oauth2(key)
                .get("/v1/models/stand-in/spare")
                .then()
                .statusCode(200)
                .body("id", equalTo("stand-in/spare"));
        given().auth()
                .oauth2(key)
                .urlEncodingEnabled(false)
                .get("/v1/models/stand-in%2Fspare")
                .then()
                .statusCode(200)
                .body("id", equalTo("stand-in/spare"));
        given().auth().oauth2(key).get("/v1/models/none").then().statusCode(404);
    }

    private JsonObject onlyEvent() {
        await().atMost(10, SECONDS).until(() -> !standIns.booked(tenant).isEmpty());
        assertThat(standIns.booked(tenant)).hasSize(1);
        return standIns.booked(tenant).getFirst();
    }

    private String models() {
        return given().auth().oauth2(key).get("/v1/models").asString();
    }

    private static void route(ControlPlane control, String name, List<String> urls) {
        control.route(
                name,
                List.of("chat", "completion"),
                List.of(ControlPlane.deployment("stand-in", "kr-ulsan", 100, urls)));
    }

    private static JsonObject body(String model, String text, boolean stream) {
        return new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    private RequestSpecification request(JsonObject body) {
        return request(body.encode().getBytes(StandardCharsets.UTF_8));
    }

    private RequestSpecification request(byte[] body) {
        return given().auth().oauth2(key).contentType(ContentType.JSON).body(body);
    }

    private ValidatableResponse chat(String model, String text, boolean stream) {
        return request(body(model, text, stream)).post(CHAT).then();
    }

    /** Sends a request and leaves the answer unread. */
    private Socket send(String model, String text, boolean stream) throws IOException {
        byte[] body = body(model, text, stream).encode().getBytes(StandardCharsets.UTF_8);
        Socket client = new Socket("localhost", port);
        client.getOutputStream()
                .write(("POST " + CHAT + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key
                                + "\r\nAccept-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: "
                                + body.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().write(body);
        return client;
    }

    private static String readUntil(InputStream in, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] buffer = new byte[4_096];
        while (seen.indexOf(text) < 0) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("ended after " + seen);
            }
            seen.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
        return seen.toString();
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://localhost:" + socket.getLocalPort();
        }
    }

    /** Whether the pod has stopped writing since the last look. */
    private static final class Settled {
        private final StandIns standIns;
        private long last = -1;

        Settled(StandIns standIns) {
            this.standIns = standIns;
        }

        boolean check() {
            long now = standIns.flooded();
            boolean same = now == last;
            last = now;
            return same;
        }
    }
}
