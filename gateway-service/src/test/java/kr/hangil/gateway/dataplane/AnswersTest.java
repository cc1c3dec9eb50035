package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers and refusals: what the client gets, and what is booked. */
@QuarkusTest
class AnswersTest extends RunningDataPlane {

    @Test
    void shouldRelayAnAnswerAndBookItOnce() {
        chat("stand-in", "whole", false)
                .statusCode(200)
                .header("x-request-id", startsWith("req_"))
                .header("x-hangil-model-digest", StandInPod.DIGEST)
                .header("x-hangil-region", "kr-ulsan")
                .body("usage.prompt_tokens", equalTo(7));

        JsonObject event = onlyEvent();
        assertThat(event.getString("eventId")).isEqualTo(event.getString("requestId") + ":1:tokens");
        assertThat(event.getLong("promptTokens")).isEqualTo(7);
        assertThat(event.getLong("completionTokens")).isEqualTo(3);
        assertThat(event.getString("outcome")).isEqualTo("completed");
        assertThat(event.getString("modelDigest")).isEqualTo(StandInPod.DIGEST);
        assertThat(event.getBoolean("estimated")).isFalse();
    }

    @Test
    void shouldRelayAndBookAnAnswerThatIsTooLargeForAnEventLoopToRead() {
        String answer =
                chat("stand-in", "large", false).statusCode(200).extract().asString();

        assertThat(answer).hasSizeGreaterThan(StandInPod.LARGE).endsWith("\"completion_tokens\":3}}");
        JsonObject event = onlyEvent();
        assertThat(event.getLong("promptTokens")).isEqualTo(7);
        assertThat(event.getString("outcome")).isEqualTo("completed");
    }

    @Test
    void shouldBookNothingForALargeAnswerThatIsTorn() {
        chat("stand-in", "large garbage", false).statusCode(502).body("error.code", equalTo("engine_failed"));

        JsonObject event = onlyEvent();
        assertThat(event.getLong("promptTokens")).isZero();
        assertThat(event.getString("outcome")).isEqualTo("failed");
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

        assertThat(standIns.pod().bearers())
                .isNotEmpty()
                .allSatisfy(bearer -> assertThat(bearer).startsWith("Bearer ey").doesNotContain("hgl_"));
    }

    @Test
    void shouldCancelTheEngineWhenTheClientLeavesBeforeAWholeAnswer() throws IOException {
        int asked = standIns.pod().asked().size();
        try (Socket client = send("stand-in", "silent", false)) {
            await().atMost(20, SECONDS)
                    .until(() -> client.isConnected() && standIns.pod().asked().size() > asked);
        }

        await().atMost(20, SECONDS).until(() -> standIns.pod().left(tenant) == 1);
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

        await().atMost(10, SECONDS)
                .until(() -> !standIns.billing().booked(tenant).isEmpty());
        assertThat(standIns.billing().booked(tenant))
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
    void shouldLoseNothingWhileBillingIsDown() {
        standIns.billing().down(true);
        for (int i = 0; i < 20; i++) {
            chat("stand-in", "whole", false).statusCode(200);
        }
        assertThat(standIns.billing().booked(tenant)).isEmpty();

        standIns.billing().down(false);

        await().atMost(20, SECONDS)
                .until(() -> standIns.billing().booked(tenant).size() == 20);
        assertThat(standIns.billing().booked(tenant))
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

        assertThat(standIns.billing().booked(tenant)).isEmpty();
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
}
