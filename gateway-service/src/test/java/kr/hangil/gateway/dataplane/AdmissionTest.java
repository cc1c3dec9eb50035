package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kr.hangil.gateway.ControlPlane;
import kr.hangil.gateway.RealServers;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits and budgets, seen by a client. The pod and billing are stand-ins; everything else is real. */
@QuarkusTest
@RealServers
@WithTestResource(value = StandIns.class, scope = TestResourceScope.GLOBAL)
class AdmissionTest {

    KeycloakServer keycloak;

    private final StandIns standIns = StandIns.current();
    private ControlPlane control;
    private String tenant = "";
    private String key = "";

    @BeforeEach
    void makeTenant() {
        control = new ControlPlane(keycloak);
        tenant = control.newTenant();
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
        for (String model : List.of("stand-in", "stand-in/unpriced")) {
            control.route(
                    model,
                    List.of("chat", "completion"),
                    List.of(ControlPlane.deployment(
                            "stand-in", "kr-ulsan", 100, List.of(standIns.pod().url()))));
        }
        await().atMost(10, SECONDS)
                .until(() ->
                        chat("stand-in/unpriced", "whole", Map.of()).extract().statusCode() == 403);
    }

    /** A budget is known before a caller's first request, or a few seconds after it was made. */
    private void budget(int won) {
        tenant = control.newTenant();
        standIns.billing().budget(tenant, BigDecimal.valueOf(won));
        key = control.key(ControlPlane.OPERATOR, tenant).get("key");
    }

    private void limits(Map<String, ?> limits) {
        control.as(ControlPlane.OPERATOR)
                .header("If-Match", "\"0\"")
                .body(Map.of("limits", limits))
                .put("/manage/v1/tenants/{t}/policy", tenant)
                .then()
                .statusCode(200);
    }

    private ValidatableResponse chat(String model, String text, Map<String, ?> more) {
        JsonObject body = new JsonObject()
                .put("model", model)
                .put(
                        "messages",
                        new JsonArray().add(new JsonObject().put("role", "user").put("content", text)));
        more.forEach(body::put);
        return given().auth()
                .oauth2(key)
                .contentType(ContentType.JSON)
                .header("x-hangil-deadline-ms", text.equals("silent") ? "1000" : "60000")
                .body(body.encode())
                .post("/v1/chat/completions")
                .then();
    }

    /** Statuses of requests; those that the pod holds are let go once every other one was answered. */
    private List<Integer> together(int requests, String text, Map<String, ?> more) {
        try (ExecutorService clients = Executors.newFixedThreadPool(requests)) {
            List<Future<Integer>> statuses = IntStream.range(0, requests)
                    .mapToObj(i -> clients.submit(
                            () -> chat("stand-in", text, more).extract().statusCode()))
                    .toList();
            await().atMost(40, SECONDS)
                    .until(() -> statuses.stream().filter(Future::isDone).count()
                                    + standIns.pod().held()
                            == requests);
            standIns.pod().letGo();
            return statuses.stream().map(AdmissionTest::get).toList();
        }
    }

    private static int get(Future<Integer> status) {
        try {
            return status.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldNameThePricesThatItAnswersByTogetherWithItsConfiguration() {
        // Given
        String before = version();
        assertThat(before).matches("[0-9]+\\.[0-9a-f]{8}");

        // When
        standIns.billing().price("stand-in/unpriced-" + tenant);

        // Then: whoever says the same number and the same digits has the same prices
        await().atMost(10, SECONDS).until(() -> !prices(version()).equals(prices(before)));
    }

    private String version() {
        return given().auth().oauth2(key).get("/v1/models").header("x-hangil-config-version");
    }

    private static String prices(String version) {
        return version.substring(version.indexOf('.'));
    }

    @Test
    void shouldAdmitExactlyOneWhenTheBudgetHasRoomForOne() {
        budget(150);

        List<Integer> statuses = together(40, "held whole", Map.of("max_tokens", 100));

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 403).hasSize(39);
    }

    @Test
    void shouldAdmitAllOfABurstThatTheBudgetHasRoomFor() {
        budget(1_000_000);

        List<Integer> statuses = together(60, "whole", Map.of("max_tokens", 100));

        assertThat(statuses).containsOnly(200);
    }

    @Test
    void shouldGoOverABudgetByOneRequestAtMostAndThenNameItAndItsReset() {
        budget(15);
        chat("stand-in", "whole", Map.of("max_tokens", 10)).statusCode(200).header("x-hangil-cost-krw", "10");
        chat("stand-in", "whole", Map.of("max_tokens", 10)).statusCode(200);

        ValidatableResponse third = chat("stand-in", "whole", Map.of("max_tokens", 10));

        third.statusCode(403)
                .header("retry-after", nullValue())
                .body("error.code", equalTo("budget_exceeded"))
                .body("error.message", containsString("daily budget of 15 won"))
                .body("error.message", containsString("2030-01-01T00:00:00Z"));
    }

    @Test
    void shouldChargeARequestOnceThatComesAgainUnderItsIdempotencyKey() {
        // Given
        budget(10);
        Response first = again("key-1", "whole", 10);
        first.then().statusCode(200).header("x-hangil-cost-krw", "10").header("x-hangil-repeat-of", nullValue());

        // When: the budget has no room for another one
        await().atMost(20, SECONDS).until(() -> again("key-1", "whole", 10).header("x-hangil-repeat-of") != null);
        Response repeat = again("key-1", "whole", 10);

        // Then
        repeat.then()
                .statusCode(200)
                .header("x-hangil-cost-krw", "0")
                .header("x-hangil-repeat-of", first.header("x-request-id"));
        await().atMost(10, SECONDS)
                .until(() -> standIns.billing().booked(tenant).size() == 3);
        assertThat(standIns.billing().booked(tenant).stream()
                        .mapToLong(event -> event.getLong("promptTokens") + event.getLong("completionTokens"))
                        .sum())
                .isEqualTo(10);
    }

    @Test
    void shouldRefuseAnIdempotencyKeyThatCameWithAnotherRequestOrTooOften() {
        again("key-1", "whole", 10).then().statusCode(200);
        again("key-1", "whole", 11)
                .then()
                .statusCode(422)
                .body("error.code", equalTo("idempotency_mismatch"))
                .body("error.param", equalTo("Idempotency-Key"));
        IntStream.range(0, 3).forEach(i -> again("key-1", "whole", 10).then().statusCode(200));
        again("key-1", "whole", 10)
                .then()
                .statusCode(409)
                .header("x-should-retry", "false")
                .body("error.message", containsString("3 times"));
        again("two words", "whole", 10).then().statusCode(400).body("error.param", equalTo("Idempotency-Key"));
    }

    @Test
    void shouldNotRunTheSameRequestTwiceAtOnceAndNotChargeItWhenItFailed() throws Exception {
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            // Given
            Future<Response> running = client.submit(() -> again("key-1", "held crash", 10));
            await().atMost(20, SECONDS).until(() -> standIns.pod().held() == 1);

            // When
            again("key-1", "held crash", 10).then().statusCode(409).header("retry-after", notNullValue());

            // Then
            standIns.pod().letGo();
            running.get().then().statusCode(502);
        }
        again("key-1", "whole", 10).then().statusCode(200).header("x-hangil-cost-krw", "10");
    }

    private Response again(String idempotencyKey, String text, int maxTokens) {
        return given().auth()
                .oauth2(key)
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", idempotencyKey)
                .header("x-hangil-deadline-ms", "60000")
                .body(Map.of(
                        "model",
                        "stand-in",
                        "max_tokens",
                        maxTokens,
                        "messages",
                        List.of(Map.of("role", "user", "content", text))))
                .post("/v1/chat/completions");
    }

    @Test
    void shouldRefuseAModelThatHasNoPrice() {
        chat("stand-in/unpriced", "whole", Map.of()).statusCode(403).body("error.code", equalTo("not_priced"));
    }

    @Test
    void shouldNeverReserveMoreTokensThanTheLimitWhenManyComeAtOnce() {
        limits(Map.of("tokensPerMinute", 500));

        List<Integer> statuses = together(30, "held whole", Map.of("max_tokens", 150));

        assertThat(statuses).filteredOn(status -> status == 200).hasSizeBetween(1, 3);
        assertThat(statuses).filteredOn(status -> status == 429).hasSizeBetween(27, 29);
    }

    @Test
    void shouldAdmitWhatNamesNoCapWhenTheLimitIsSmall() {
        limits(Map.of("tokensPerMinute", 30));

        chat("stand-in", "whole", Map.of()).statusCode(200);
    }

    @Test
    void shouldCountTheLargestCapTimesTheChoices() {
        limits(Map.of("tokensPerMinute", 1_000));

        ValidatableResponse first =
                chat("stand-in", "whole", Map.of("max_tokens", 1, "max_completion_tokens", 300, "n", 2));

        first.statusCode(200);
        int remaining = Integer.parseInt(first.extract().header("x-ratelimit-remaining-tokens"));
        assertThat(remaining).isLessThan(400);
    }

    @Test
    void shouldSayHowMuchIsLeftAndWhenToComeBack() {
        limits(Map.of("requestsPerMinute", 2));

        chat("stand-in", "whole", Map.of())
                .statusCode(200)
                .header("x-ratelimit-limit-requests", "2")
                .header("x-ratelimit-remaining-requests", "1")
                .header("x-ratelimit-reset-requests", matchesPattern("1m\\ds|\\d\\ds"))
                .header("x-ratelimit-limit-tokens", nullValue());
        chat("stand-in", "whole", Map.of()).statusCode(200);
        chat("stand-in", "whole", Map.of())
                .statusCode(429)
                .header("retry-after", notNullValue())
                .header("x-ratelimit-remaining-requests", "0")
                .body("error.code", equalTo("rate_limited"))
                .body("error.message", containsString("tenant has a limit of 2 requests per minute"));
    }

    @Test
    void shouldRememberWhatAKeyUsedWhenItGetsAnotherSecret() {
        Map<String, String> made = control.newKey(
                        ControlPlane.OPERATOR,
                        tenant,
                        Map.of("name", "rotated", "limits", Map.of("requestsPerMinute", 1)))
                .extract()
                .jsonPath()
                .getMap("");
        key = made.get("key");
        chat("stand-in", "whole", Map.of()).statusCode(200);

        rotate(made.get("id"));

        assertThat(key).isNotEqualTo(made.get("key"));
        chat("stand-in", "whole", Map.of())
                .statusCode(429)
                .body(
                        "error.message",
                        containsString("key " + made.get("id") + " has a limit of 1 requests per minute"));
    }

    @Test
    void shouldHoldAKeyToTheBudgetItSpentFromWhenItGetsAnotherSecret() {
        // Given
        Map<String, String> made = control.key(ControlPlane.OPERATOR, tenant);
        standIns.billing().budget(made.get("id"), BigDecimal.valueOf(15));
        key = made.get("key");
        chat("stand-in", "whole", Map.of("max_tokens", 10)).statusCode(200);
        String spent = shown().extract().path("budgets[0].spentWon");

        // When
        rotate(made.get("id"));

        // Then
        assertThat(new BigDecimal(spent)).isPositive();
        shown().body("budgets.scope", contains("key"))
                .body("budgets.limitWon", contains("15"))
                .body("budgets.spentWon", contains(spent));
        chat("stand-in", "whole", Map.of("max_tokens", 10)).statusCode(200);
        chat("stand-in", "whole", Map.of("max_tokens", 10))
                .statusCode(403)
                .body("error.message", containsString("key's daily budget of 15 won"));
    }

    private void rotate(String id) {
        key = control.as(ControlPlane.OPERATOR)
                .post("/manage/v1/tenants/{t}/keys/{k}/rotate", tenant, id)
                .then()
                .statusCode(200)
                .extract()
                .path("key");
    }

    private ValidatableResponse shown() {
        return given().auth().oauth2(key).get("/v1/key").then().statusCode(200);
    }

    @Test
    void shouldCountCountingTokensAsARequestThatCostsNothing() {
        limits(Map.of("requestsPerMinute", 2, "tokensPerMinute", 100_000));

        ValidatableResponse first = countTokens();
        countTokens().statusCode(200);
        countTokens().statusCode(429);

        first.statusCode(200)
                .header("x-ratelimit-remaining-requests", "1")
                .header("x-ratelimit-remaining-tokens", "99999");
    }

    private ValidatableResponse countTokens() {
        return given().header("x-api-key", key)
                .header("anthropic-version", "2023-06-01")
                .contentType(ContentType.JSON)
                .body("{\"model\":\"stand-in\",\"messages\":[{\"role\":\"user\",\"content\":\"said\"}]}")
                .post("/v1/messages/count_tokens")
                .then();
    }

    @Test
    void shouldShowAKeyItsBudgetsAndWhatItSpent() {
        budget(1_000);
        chat("stand-in", "whole", Map.of("max_tokens", 10)).statusCode(200);

        ValidatableResponse shown = shown();

        shown.body("budgets.scope", contains("tenant"))
                .body("budgets.period", contains("day"))
                .body("budgets.limitWon", contains("1000"))
                .body("budgets[0].resetsAt", equalTo("2030-01-01T00:00:00Z"))
                .body("spending.todayWon", equalTo("12.5"))
                .body("spending.monthWon", equalTo("1200"));
    }

    @Test
    void shouldFreeThePlaceWhateverTheRequestsEnd() {
        limits(Map.of("concurrency", 1));

        chat("stand-in", "crash", Map.of()).statusCode(502);
        chat("stand-in", "silent", Map.of()).statusCode(408);
        chat("stand-in", "overflow", Map.of()).statusCode(400);
        chat("stand-in", "whole", Map.of()).statusCode(200);
    }

    @Test
    void shouldRefuseARegionThatTheTenantDoesNotAllow() {
        control.route(
                "elsewhere", List.of("chat"), List.of(ControlPlane.deployment("d", "kr-gwangju", 100, List.of())));
        control.as(ControlPlane.OPERATOR)
                .header("If-Match", "\"0\"")
                .body(Map.of("regions", List.of("kr-gwangju")))
                .put("/manage/v1/tenants/{t}/policy", tenant)
                .then()
                .statusCode(200);

        chat("stand-in", "whole", Map.of())
                .statusCode(403)
                .body("error.code", equalTo("region_restricted"))
                .body("error.message", containsString("kr-gwangju"));
        given().auth().oauth2(key).get("/v1/models").then().body("data.id", equalTo(List.of("elsewhere")));
    }
}
