package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The translated protocols, with a pod that misbehaves on request. */
@QuarkusTest
@RealServers
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
class ProtocolsTest {

    private static final String MESSAGES = "/v1/messages";
    private static final String RESPONSES = "/v1/responses";
    private static final String COUNT = "/v1/messages/count_tokens";

    KeycloakServer keycloak;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private final StandIns standIns = StandIns.current();
    private String tenant = "";
    private String key = "";

    @BeforeEach
    void makeTenantAndRoutes() {
        ControlPlane control = new ControlPlane(keycloak);
        tenant = control.newTenant();
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
        route(control, "stand-in", List.of("chat", "completion"));
        route(control, "stand-in/ranker", List.of("rerank"));
        await().atMost(5, SECONDS)
                .until(() ->
                        given().auth().oauth2(key).get("/v1/models").asString().contains("stand-in/ranker"));
    }

    @Test
    void shouldAnswerAMessageAndBookItOnce() {
        post(MESSAGES, "said", false)
                .statusCode(200)
                .header("x-hangil-model-digest", StandIns.DIGEST)
                .header("request-id", startsWith("req_"))
                .body("type", equalTo("message"))
                .body("id", startsWith("msg_"))
                .body("content[0].text", equalTo("하나"))
                .body("stop_reason", equalTo("end_turn"))
                .body("usage.input_tokens", equalTo(2))
                .body("usage.cache_read_input_tokens", equalTo(5))
                .body("usage.output_tokens", equalTo(3));

        JsonObject event = onlyEvent();
        assertThat(event.getString("operation")).isEqualTo("messages");
        assertThat(event.getLong("promptTokens")).isEqualTo(7);
        assertThat(event.getLong("cachedPromptTokens")).isEqualTo(5);
        assertThat(event.getString("outcome")).isEqualTo("completed");
    }

    @Test
    void shouldAnswerAResponseAndBookItOnce() {
        post(RESPONSES, "said", false)
                .statusCode(200)
                .body("object", equalTo("response"))
                .body("status", equalTo("completed"))
                .body("store", equalTo(false))
                .body("output[0].content[0].text", equalTo("하나"))
                .body("usage.input_tokens", equalTo(7))
                .body("usage.input_tokens_details.cached_tokens", equalTo(5))
                .body("usage.total_tokens", equalTo(10));

        assertThat(onlyEvent().getString("operation")).isEqualTo("responses");
    }

    @Test
    void shouldStreamAMessageToItsStop() {
        String stream = post(MESSAGES, "stream", true)
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();

        assertThat(names(stream))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(last(stream, "message_delta").getJsonObject("usage").getLong("input_tokens"))
                .isEqualTo(9);
        assertThat(stream).doesNotContain("[DONE]").doesNotContain("choices");
        JsonObject event = onlyEvent();
        assertThat(event.getLong("promptTokens")).isEqualTo(9);
        assertThat(event.getString("outcome")).isEqualTo("completed");
        assertThat(event.getBoolean("estimated")).isFalse();
    }

    @Test
    void shouldStreamAResponseToItsCompletionWithNumberedEvents() {
        String stream =
                post(RESPONSES, "stream", true).statusCode(200).extract().asString();

        assertThat(names(stream))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events(stream))
                .extracting(event -> event.getInteger("sequence_number"))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(stream).doesNotContain("[DONE]").doesNotContain("choices");
        assertThat(onlyEvent().getString("outcome")).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/messages, break, error",
        "/v1/messages, error, error",
        "/v1/messages, garbage, error",
        "/v1/responses, break, response.failed",
        "/v1/responses, error, response.failed",
        "/v1/responses, garbage, response.failed"
    })
    void shouldEndWithAnErrorEventAndNoOtherWhenTheEngineFails(String path, String behaviour, String lastEvent) {
        if (behaviour.equals("garbage")) {
            post(path, behaviour, true).statusCode(502);
            return;
        }
        String stream = post(path, behaviour, true).statusCode(200).extract().asString();

        assertThat(names(stream)).endsWith(lastEvent).doesNotContain("message_stop", "response.completed");
        assertThat(stream).contains("하나").doesNotContain("[DONE]");
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("failed");
        assertThat(event.getLong("completionTokens")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages, message_stop", "/v1/responses, response.completed"})
    void shouldEndWellWhenTheEngineSaysNothingOrCountsNothing(String path, String end) {
        assertThat(names(post(path, "nothing", true).statusCode(200).extract().asString()))
                .endsWith(end)
                .doesNotContain("content_block_start", "response.output_item.added");
        assertThat(names(post(path, "uncounted", true).statusCode(200).extract().asString()))
                .endsWith(end);
        await().atMost(10, SECONDS).until(() -> standIns.booked(tenant).size() == 2);
        assertThat(standIns.booked(tenant))
                .allSatisfy(
                        event -> assertThat(event.getLong("completionTokens")).isEqualTo(2))
                .filteredOn(event -> event.getBoolean("estimated"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGES, RESPONSES})
    void shouldCancelTheEngineAndBillWhatWasDeliveredWhenTheClientLeaves(String path) throws IOException {
        int before = standIns.left();
        byte[] body = body(path, "hang", true).encode().getBytes(StandardCharsets.UTF_8);
        try (Socket client = new Socket("localhost", port)) {
            client.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + key
                                    + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(body);
            readUntil(client.getInputStream(), "하나");
        }

        await().atMost(2, SECONDS).until(() -> standIns.left() == before + 1);
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("cancelled");
        assertThat(event.getLong("completionTokens")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGES, RESPONSES, "/v1/chat/completions"})
    void shouldNotPassAnErrorOnAsASuccess(String path) {
        post(path, "lie", false)
                .statusCode(502)
                .body("error_type", equalTo("engine_failed"))
                .body("error.message", not(containsString("memory")));

        assertThat(onlyEvent().getString("outcome")).isEqualTo("failed");
        assertThat(onlyEvent().getLong("completionTokens")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGES, RESPONSES})
    void shouldNotTakeAnAnswerWithoutAMessageForOne(String path) {
        post(path, "whole", false).statusCode(502).body("error_type", equalTo("engine_failed"));
    }

    @Test
    void shouldKeepASilentMessageOpenWithPings() {
        String stream = post(MESSAGES, "late", true).statusCode(200).extract().asString();

        assertThat(stream)
                .startsWith("event: ping\ndata: {\"type\":\"ping\"}\n\n")
                .contains("늦은");
        assertThat(names(stream)).endsWith("message_stop");
    }

    @Test
    void shouldRefuseInAnthropicsWords() {
        given().body("{}")
                .post(MESSAGES)
                .then()
                .statusCode(401)
                .body("type", equalTo("error"))
                .body("error.type", equalTo("authentication_error"))
                .body("error_type", equalTo("missing_credentials"))
                .body("request_id", startsWith("req_"));
        send(MESSAGES, body(MESSAGES, "said", false).put("model", "none"))
                .statusCode(404)
                .body("error.type", equalTo("not_found_error"));
        send(MESSAGES, new byte[(10 << 20) + 1]).statusCode(413).body("error.type", equalTo("request_too_large"));
        post(MESSAGES, "overflow", true)
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error_type", equalTo("context_length_exceeded"));
        send(MESSAGES, body(MESSAGES, "said", false).put("max_tokens", null))
                .statusCode(400)
                .body("error.message", containsString("max_tokens"));
        given().auth()
                .oauth2(key)
                .get(MESSAGES)
                .then()
                .statusCode(405)
                .body("error.type", equalTo("invalid_request_error"));
        given().auth()
                .oauth2(key)
                .header("anthropic-version", "2023-06-01")
                .get("/v1/models/none")
                .then()
                .statusCode(404)
                .body("error.type", equalTo("not_found_error"));
    }

    @ParameterizedTest
    @CsvSource({"previous_response_id,\"resp_1\"", "conversation,\"conv_1\"", "background,true", "store,true"})
    void shouldRefuseWhatNeedsAStore(String field, String value) {
        Object decoded = io.vertx.core.json.Json.decodeValue(value.startsWith("true") ? value : "\"x\"");
        send(RESPONSES, body(RESPONSES, "said", false).put(field, decoded))
                .statusCode(400)
                .body("error.code", equalTo("unsupported_parameter"))
                .body("error.param", equalTo(field));
    }

    @Test
    void shouldTranslateALargeBody() {
        String large = "가".repeat(3 << 20);
        JsonObject body = body(MESSAGES, "said", false).put("system", large);

        send(MESSAGES, body).statusCode(200);

        assertThat(standIns.asked()
                        .getLast()
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getString("content"))
                .isEqualTo(large);
    }

    @Test
    void shouldCountTokensWithoutBookingThem() {
        send(COUNT, body(COUNT, "said", false))
                .statusCode(200)
                .header("x-hangil-estimated", nullValue())
                .body("input_tokens", equalTo(42));
        send(COUNT, body(COUNT, "cannot count", false))
                .statusCode(200)
                .header("x-hangil-estimated", "true")
                .body("input_tokens", org.hamcrest.Matchers.greaterThan(0));
        given().post(COUNT).then().statusCode(401).body("type", equalTo("error"));

        assertThat(standIns.booked(tenant)).isEmpty();
    }

    @Test
    void shouldRerankWhereTheModelCan() {
        JsonObject body = new JsonObject()
                .put("model", "stand-in/ranker")
                .put("query", "수도")
                .put("documents", new JsonArray().add("부산").add("서울"))
                .put("top_n", 1);
        send("/v1/rerank", body).statusCode(200).body("results[0].index", equalTo(1));
        send("/v1/rerank", body.copy().put("model", "stand-in"))
                .statusCode(400)
                .body("error.code", equalTo("unsupported_parameter"));

        JsonObject event = onlyEvent();
        assertThat(event.getString("operation")).isEqualTo("rerank");
        assertThat(event.getLong("promptTokens")).isEqualTo(11);
        assertThat(event.getLong("completionTokens")).isZero();
    }

    @Test
    void shouldListModelsInAnthropicsShapeWhenAsked() {
        given().header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .get("/v1/models?limit=1000")
                .then()
                .statusCode(200)
                .body("has_more", equalTo(false))
                .body("data.find { it.id == 'stand-in' }.type", equalTo("model"))
                .body("data.find { it.id == 'stand-in' }.display_name", equalTo("stand-in"));
        given().header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .get("/v1/models?limit=1")
                .then()
                .body("has_more", equalTo(true))
                .body("data.size()", equalTo(1));
        given().header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .get("/v1/models/stand-in/ranker")
                .then()
                .statusCode(200)
                .body("id", equalTo("stand-in/ranker"))
                .body("type", equalTo("model"));
    }

    @Test
    void shouldKeepTheAnswersOfTenantsApart() {
        ControlPlane control = new ControlPlane(keycloak);
        String other = control.newTenant();
        String otherKey = control.key(ControlPlane.OPERATOR, other).get("key");
        await().atMost(5, SECONDS)
                .until(() -> given().auth().oauth2(otherKey).get("/v1/models").statusCode() == 200);
        int asked = standIns.asked().size();

        post(MESSAGES, "said", false).statusCode(200);
        given().auth()
                .oauth2(otherKey)
                .body(body(MESSAGES, "said", false).encode())
                .post(MESSAGES)
                .then()
                .statusCode(200);

        assertThat(standIns.asked()).hasSize(asked + 2);
        await().atMost(10, SECONDS).until(() -> standIns.booked(other).size() == 1);
        onlyEvent();
    }

    private JsonObject onlyEvent() {
        await().atMost(10, SECONDS).until(() -> !standIns.booked(tenant).isEmpty());
        assertThat(standIns.booked(tenant)).hasSize(1);
        return standIns.booked(tenant).getFirst();
    }

    private ValidatableResponse post(String path, String text, boolean stream) {
        return send(path, body(path, text, stream));
    }

    private ValidatableResponse send(String path, JsonObject body) {
        return send(path, body.encode().getBytes(StandardCharsets.UTF_8));
    }

    private ValidatableResponse send(String path, byte[] body) {
        return given().header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then();
    }

    private static JsonObject body(String path, String text, boolean stream) {
        JsonObject body = new JsonObject().put("model", "stand-in").put("stream", stream);
        if (path.equals(RESPONSES)) {
            return body.put("input", text);
        }
        return body.put("max_tokens", 100)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
    }

    private static List<String> names(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("event: ") && !line.equals("event: ping"))
                .map(line -> line.substring(7))
                .toList();
    }

    private static List<JsonObject> events(String stream) {
        return Arrays.stream(stream.split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> new JsonObject(line.substring(6)))
                .toList();
    }

    private static JsonObject last(String stream, String type) {
        return events(stream).stream()
                .filter(event -> event.getString("type").equals(type))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static void readUntil(InputStream in, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        byte[] buffer = new byte[4_096];
        while (seen.indexOf(text) < 0) {
            int read = in.read(buffer);
            if (read < 0) {
                throw new IOException("ended after " + seen);
            }
            seen.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
    }

    private void route(ControlPlane control, String name, List<String> capabilities) {
        control.route(
                name,
                capabilities,
                List.of(ControlPlane.deployment("stand-in", "kr-ulsan", 100, List.of(standIns.podUrl()))));
    }
}
