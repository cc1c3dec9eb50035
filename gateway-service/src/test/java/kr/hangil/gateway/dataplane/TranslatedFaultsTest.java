package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pod does wrong is no success in any protocol, and is booked. */
@QuarkusTest
class TranslatedFaultsTest extends TranslatedDataPlane {

    /** Shorter than the silence after which a stream gets a comment, and with it its status. */
    private static final int DEADLINE_MS = 300;

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
        await().atMost(10, SECONDS)
                .until(() -> standIns.billing().booked(tenant).size() == 2);
        assertThat(standIns.billing().booked(tenant))
                .allSatisfy(
                        event -> assertThat(event.getLong("completionTokens")).isEqualTo(2))
                .filteredOn(event -> event.getBoolean("estimated"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGES, RESPONSES})
    void shouldCancelTheEngineAndBillWhatWasDeliveredWhenTheClientLeaves(String path) throws IOException {
        try (Socket client = open(path, "drip 1")) {
            readUntil(client.getInputStream(), "조각1");
        }

        await().atMost(20, SECONDS).until(() -> standIns.pod().left(tenant) == 1);
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

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, false",
        "/v1/chat/completions, true",
        "/v1/completions, false",
        "/v1/completions, true",
        "/v1/embeddings, false",
        "/v1/rerank, false",
        "/v1/messages, false",
        "/v1/messages, true",
        "/v1/responses, false",
        "/v1/responses, true"
    })
    void shouldSay408AndHaveToldThePodWhenTheClientsOwnDeadlinePasses(String path, boolean stream) {
        withDeadline(path, question(path, "silent", stream))
                .statusCode(408)
                .body("error_type", equalTo("deadline_exceeded"));

        assertThat(standIns.pod().deadline(tenant)).isLessThanOrEqualTo(DEADLINE_MS);
        assertThat(onlyEvent().getLong("completionTokens")).isZero();
    }

    @Test
    void shouldCountTokensWithinTheClientsOwnDeadline() {
        withDeadline(MESSAGES + "/count_tokens", question(MESSAGES, "silent", false))
                .statusCode(200)
                .header("x-hangil-estimated", "true");

        assertThat(standIns.pod().deadline(tenant)).isLessThanOrEqualTo(DEADLINE_MS);
    }

    private ValidatableResponse withDeadline(String path, JsonObject body) {
        return given().header("x-api-key", key)
                .header("x-hangil-deadline-ms", DEADLINE_MS)
                .contentType(ContentType.JSON)
                .body(body.encode().getBytes(StandardCharsets.UTF_8))
                .post(path)
                .then();
    }
}
