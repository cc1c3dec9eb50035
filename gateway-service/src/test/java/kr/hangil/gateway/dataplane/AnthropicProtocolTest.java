package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import kr.hangil.gateway.ControlPlane;
import org.junit.jupiter.api.Test;

/** Messages, as Anthropic's SDKs ask for them and understand the answer. */
@QuarkusTest
class AnthropicProtocolTest extends TranslatedDataPlane {

    private static final String COUNT = "/v1/messages/count_tokens";

    @Test
    void shouldAnswerAMessageAndBookItOnce() {
        post(MESSAGES, "said", false)
                .statusCode(200)
                .header("x-hangil-model-digest", StandInPod.DIGEST)
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
    void shouldKeepASilentMessageOpenWithPings() throws IOException {
        try (Socket client = open(MESSAGES, "held stream")) {
            String silent = readUntil(client.getInputStream(), "event: ping\ndata: {\"type\":\"ping\"}\n\n");

            standIns.pod().letGo();

            assertThat(silent).startsWith("HTTP/1.1 200 ").doesNotContain("message_start");
            assertThat(readUntil(client.getInputStream(), "event: message_stop\n"))
                    .contains("하나");
        }
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
        send(MESSAGES, question(MESSAGES, "said", false).put("model", "none"))
                .statusCode(404)
                .body("error.type", equalTo("not_found_error"));
        send(MESSAGES, new byte[(10 << 20) + 1]).statusCode(413).body("error.type", equalTo("request_too_large"));
        post(MESSAGES, "overflow", true)
                .statusCode(400)
                .body("error.type", equalTo("invalid_request_error"))
                .body("error_type", equalTo("context_length_exceeded"));
        send(MESSAGES, question(MESSAGES, "said", false).put("max_tokens", null))
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

    @Test
    void shouldTranslateALargeBody() {
        String large = "가".repeat(3 << 20);
        JsonObject body = question(MESSAGES, "said", false).put("system", large);

        send(MESSAGES, body).statusCode(200);

        assertThat(standIns.pod()
                        .asked()
                        .getLast()
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getString("content"))
                .isEqualTo(large);
    }

    @Test
    void shouldCountTokensWithoutBookingThem() {
        send(COUNT, question(COUNT, "said", false))
                .statusCode(200)
                .header("x-hangil-estimated", nullValue())
                .body("input_tokens", equalTo(42));
        send(COUNT, question(COUNT, "cannot count", false))
                .statusCode(200)
                .header("x-hangil-estimated", "true")
                .body("input_tokens", org.hamcrest.Matchers.greaterThan(0));
        given().post(COUNT).then().statusCode(401).body("type", equalTo("error"));

        assertThat(standIns.billing().booked(tenant)).isEmpty();
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
        await().atMost(20, SECONDS)
                .until(() -> given().auth().oauth2(otherKey).get("/v1/models").statusCode() == 200);
        int asked = standIns.pod().asked().size();

        post(MESSAGES, "said", false).statusCode(200);
        given().auth()
                .oauth2(otherKey)
                .body(question(MESSAGES, "said", false).encode())
                .post(MESSAGES)
                .then()
                .statusCode(200);

        assertThat(standIns.pod().asked()).hasSize(asked + 2);
        await().atMost(10, SECONDS).until(() -> standIns.billing().booked(other).size() == 1);
        onlyEvent();
    }

    private static JsonObject last(String stream, String type) {
        return events(stream).stream()
                .filter(event -> event.getString("type").equals(type))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
