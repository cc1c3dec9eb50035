package kr.hangil.billing.ingest;

import static io.restassured.RestAssured.given;
import static java.util.Collections.nCopies;
import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.EventBuilder;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class UsageIngestTest extends RunningBilling {

    @Test
    void shouldBookAndChargeASingleEventAtOnce() {
        publish(
                price(model, "prompt", "150", "2026-01-01T00:00:00Z", null),
                price(model, "completion", "600.5", "2026-01-01T00:00:00Z", null));

        gateway()
                .contentType(UsageEvent.MEDIA_TYPE)
                .body(Events.json(event().tokens(1_000_000, 0, 2_000_000).build()))
                .post("/v1/usage/events")
                .then()
                .statusCode(200)
                .body("results", hasSize(1))
                .body("results[0].index", equalTo(0))
                .body("results[0].verdict", equalTo("accepted"))
                .body("results[0].code", nullValue());

        operator()
                .get("/v1/tenants/{tenant}/spend", tenant)
                .then()
                .statusCode(200)
                .body("exact", equalTo("1351.000000000"))
                .body("supplyWon", equalTo(1351))
                .body("vatWon", equalTo(135))
                .body("totalWon", equalTo(1486))
                .body("unrated", equalTo(0))
                .body("data[0].exact", equalTo("1351.000000000"));
    }

    @Test
    void shouldTellDuplicatesAndConflictsFromNewEvents() {
        EventBuilder first = event().tokens(10, 0, 5);
        EventBuilder second = event().tokens(20, 0, 5);
        deliver(List.of(first.build())).statusCode(200);

        var answer = deliver(List.of(
                second.build(),
                first.build(),
                second.build(),
                first.tokens(11, 0, 5).build(),
                second.tokens(21, 0, 5).build()));

        answer.statusCode(200)
                .body("results.verdict", contains("accepted", "duplicate", "duplicate", "conflict", "conflict"))
                .body("results.index", contains(0, 1, 2, 3, 4));
        operator()
                .get("/v1/tenants/{tenant}/usage", tenant)
                .then()
                .body("data[0].requests", equalTo(2))
                .body("data[0].promptTokens", equalTo(30));
    }

    @Test
    void shouldSeeThroughTheWritingToTheContent() {
        Instant time = Midday.now().minusSeconds(60).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        EventBuilder event = event().tokens(1, 0, 1).at(time);
        deliver(List.of(event.build())).body("results.verdict", contains("accepted"));

        String seoul = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atOffset(ZoneOffset.ofHours(9)));
        var again = deliver(List.of(event.with("time", seoul)
                .withoutData("project")
                .without("datacontenttype")
                .build()));

        again.body("results.verdict", contains("duplicate"));
    }

    @Test
    void shouldBookTheGoodEventsOfABatchWithBadOnes() {
        Instant now = Midday.now();

        var answer = deliver(List.of(
                event().tokens(1, 0, 0).build(),
                event().data("promptTokens", -1).build(),
                event().tokens(3, 4, 0).build(),
                event().with("type", "com.example.other").build(),
                event().with("specversion", "0.3").build(),
                event().with("subject", "another").build(),
                event().with("id", "whatever").build(),
                event().at(now.minus(Duration.ofDays(36))).build(),
                event().at(now.plus(Duration.ofMinutes(6))).build(),
                event().data("surprise", 1).build(),
                "not an event",
                event().tokens(2, 0, 0).build()));

        answer.statusCode(200)
                .body(
                        "results.verdict",
                        contains(
                                "accepted",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "rejected",
                                "accepted"))
                .body(
                        "results.code",
                        contains(
                                null,
                                "invalid_field",
                                "invalid_field",
                                "unsupported_type",
                                "unsupported_specversion",
                                "tenant_mismatch",
                                "invalid_id",
                                "too_old",
                                "in_the_future",
                                "unknown_field",
                                "invalid_field",
                                null))
                .body("results[2].message", containsString("data.cachedPromptTokens"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "promptTokens      | \"7\"      | data.promptTokens",
                "promptTokens      | 7.5        | data.promptTokens",
                "promptTokens      | 1e400      | data.promptTokens",
                "promptTokens      | 99999999999999999999 | data.promptTokens",
                "promptTokens      | null       | data.promptTokens",
                "reasoningTokens   | 1          | data.reasoningTokens",
                "estimated         | \"false\"  | data.estimated",
                "outcome           | \"done\"   | data.outcome",
                "modelDigest       | \"abc\"    | data.modelDigest",
                "startedAt         | 1700000000 | data.startedAt",
                "startedAt         | \"today\"  | data.startedAt",
                "startedAt         | \"2026-11-24T09:00:00Z+09:00\" | data.startedAt",
                "startedAt         | \"2026-11-24T09:00:60Z\" | data.startedAt",
                "servedModel       | \"\"       | data.servedModel",
                "keyId             | \"a\\u0000b\" | data.keyId",
                "replica           | \"\\ud800\" | data.replica",
            })
    void shouldNameTheFieldThatIsWrong(String field, @Nullable String json, String path) {
        String body = Events.json(List.of(event().data(field, "MARK").build())).replace("\"MARK\"", "" + json);

        var answer = gateway()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(body)
                .post("/v1/usage/events")
                .then();

        answer.statusCode(200)
                .body("results[0].verdict", equalTo("rejected"))
                .body("results[0].code", equalTo("invalid_field"))
                .body("results[0].message", containsString(path));
    }

    @Test
    void shouldRefuseABatchThatIsTooLong() {
        Map<String, @Nullable Object> event = event().build();

        deliver(nCopies(1_001, event))
                .statusCode(400)
                .body("error.code", equalTo("invalid_request"))
                .body("error.message", containsString("at most 1000"))
                .body("error.message", containsString("1001"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/cloudevents-batch+json | {}           | invalid_request",
                "application/cloudevents-batch+json | [{]          | invalid_json",
                "application/cloudevents-batch+json | [] []        | invalid_json",
                "application/cloudevents-batch+json | [{\"a\":1,\"a\":2}] | invalid_json",
                "application/cloudevents+json       | []           | invalid_request",
                "application/cloudevents+json       | nonsense     | invalid_json",
            })
    void shouldRefuseABodyWhoseItemsCannotBeToldApart(String type, String body, String code) {
        gateway()
                .contentType(type)
                .body(body)
                .post("/v1/usage/events")
                .then()
                .statusCode(400)
                .body("error.code", equalTo(code));
    }

    @Test
    void shouldRefuseABodyThatIsNotUtf8() {
        gateway()
                .contentType(UsageEvent.MEDIA_TYPE)
                .body(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'})
                .post("/v1/usage/events")
                .then()
                .statusCode(400)
                .body("error.code", equalTo("invalid_json"))
                .body("error.message", containsString("UTF-8"));
    }

    @Test
    void shouldAnswerAnEmptyBatchWithNoVerdicts() {
        deliver(List.of()).statusCode(200).body("results", hasSize(0));
    }

    @Test
    void shouldTakeUsageOnlyFromUsageWriters() {
        String body = Events.json(List.of());
        String member = keycloak.userToken("haneul@narae.example");

        given().contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(body)
                .post("/v1/usage/events")
                .then()
                .statusCode(401)
                .body("error.type", equalTo("authentication_error"));
        given().auth()
                .oauth2(member)
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(body)
                .post("/v1/usage/events")
                .then()
                .statusCode(403)
                .body("error.code", equalTo("permission_denied"));
    }
}
