package kr.hangil.billing.budget;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.cache.Cache;
import io.quarkus.cache.CacheName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@SuppressWarnings("NullAway.Init")
class BudgetTest extends RunningBilling {

    WireMockServer gateway;

    @Inject
    @CacheName("membership")
    Cache memberships;

    @BeforeEach
    void forget() {
        gateway.resetAll();
        memberships.invalidateAll().await().indefinitely();
    }

    @Test
    void shouldTellWhatIsSpentOfABudgetSetInMidPeriod() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(
                event().tokens(30, 0, 0).data("project", "p1").build(),
                event().tokens(5, 0, 0).data("project", "p2").build()));

        var whole = post(draft("tenant", null, "month", 100), null);
        var part = post(draft("project", "p1", "day", 20), null);

        whole.statusCode(201)
                .body("spent", equalTo("35.000000000"))
                .body("leased", equalTo("0.000000000"))
                .body("remaining", equalTo("65.000000000"))
                .body("resetsAt", equalTo(SpendPeriod.MONTH.end(THIS_MONTH).toString()))
                .body("alertThresholds", contains(80, 100))
                .body("scopeId", nullValue());
        part.body("spent", equalTo("30.000000000")).body("remaining", equalTo("0.000000000"));
    }

    @Test
    void shouldAddUpTheDaysOfTheMonthAndNoOthers() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(overTheMonth());

        post(draft("tenant", null, "month", 100), null).body("spent", equalTo("35.000000000"));
    }

    @Test
    void shouldCountUsageOnceItIsRated() {
        deliver(List.of(event().tokens(30, 0, 0).build()));
        int id = post(draft("tenant", null, "day", 100), null).extract().path("id");
        one(id).body("spent", equalTo("0.000000000"));

        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);

        one(id).body("spent", equalTo("30.000000000"));
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldSetABudgetOnceForOneIdempotencyKey() {
        String key = unique("key");
        Map<String, @Nullable Object> draft = draft("tenant", null, "month", 100);
        draft.put("webhookUrl", "https://hooks.example/x");
        var made = post(draft, key).statusCode(201).body("webhookSecret", startsWith("whsec_"));
        int id = made.extract().path("id");
        String secret = made.extract().path("webhookSecret");

        post(draft, key).statusCode(200).body("id", equalTo(id)).body("webhookSecret", equalTo(secret));
        post(draft, null).statusCode(409).body("error.code", equalTo("conflict"));
        draft.put("limitWon", 5);
        post(draft, key).statusCode(422).body("error.code", equalTo("idempotency_mismatch"));
        one(id).body("webhookSecret", nullValue()).body("webhookUrl", equalTo("https://hooks.example/x"));
    }

    @Test
    void shouldReplaceAndDelete() {
        int id = post(draft("tenant", null, "month", 100), null).extract().path("id");
        Map<String, @Nullable Object> other = draft("tenant", null, "month", 7);
        other.put("hard", false);

        put(id, other).statusCode(200).body("limitWon", equalTo(7)).body("hard", equalTo(false));
        put(id, draft("tenant", null, "day", 7)).statusCode(400).body("error.param", equalTo("period"));
        put(id, draft("key", "k", "month", 7)).statusCode(400).body("error.param", equalTo("scope"));
        operator().delete("/v1/tenants/{t}/budgets/{id}", tenant, id).then().statusCode(204);
        operator().delete("/v1/tenants/{t}/budgets/{id}", tenant, id).then().statusCode(404);
        one(id).statusCode(404).body("error.code", equalTo("not_found"));
        post(draft("tenant", null, "month", 100), null).statusCode(201);
    }

    @Test
    void shouldPage() {
        for (String key : List.of("a", "b", "c")) {
            post(draft("key", key, "month", 1), null).statusCode(201);
        }
        String url = "/v1/tenants/" + tenant + "/budgets?limit=2";

        String next = operator()
                .get(url)
                .then()
                .body("data.scopeId", contains("a", "b"))
                .body("next", notNullValue())
                .extract()
                .path("next");

        operator()
                .get(url + "&after=" + next)
                .then()
                .body("data.scopeId", contains("c"))
                .body("next", nullValue());
    }

    @ParameterizedTest
    @CsvSource({
        "scope, galaxy, scope",
        "scopeId, p1, scopeId",
        "period, year, period",
        "limitWon, -1, limitWon",
        "limitWon, , limitWon",
        "hard, , hard",
        "webhookUrl, ftp://x, webhookUrl",
        "webhookUrl, https://user@x/, webhookUrl",
        "email, nobody, email",
        "colour, red, colour",
    })
    void shouldNameTheFieldAtFault(String field, @Nullable String value, String param) {
        Map<String, @Nullable Object> draft = draft("tenant", null, "month", 100);
        draft.put(field, value);

        post(draft, null).statusCode(400).body("error.param", equalTo(param));
    }

    @Test
    void shouldBeForMembersWhoLookAfterTheMoney() {
        gateway.stubFor(get(urlPathMatching("/manage/v1/tenants/narae/members/.*"))
                .willReturn(okJson("{\"role\":\"DEVELOPER\"}")));
        as("bada@narae.example").get("/v1/tenants/narae/usage").then().statusCode(200);
        as("bada@narae.example")
                .get("/v1/tenants/narae/budgets")
                .then()
                .statusCode(403)
                .body("error.code", equalTo("permission_denied"));

        gateway.stubFor(get(urlPathMatching("/manage/v1/tenants/narae/members/.*"))
                .willReturn(okJson("{\"role\":\"BILLING\"}")));
        as("haneul@narae.example").get("/v1/tenants/narae/budgets").then().statusCode(200);
        as("haneul@narae.example").get("/v1/tenants/miru/budgets").then().statusCode(403);
        gateway().get("/v1/tenants/narae/budgets").then().statusCode(403);
        operator().get("/v1/tenants/narae/budgets").then().statusCode(200);
    }

    private RequestSpecification as(String user) {
        return given().auth().oauth2(keycloak.userToken(user));
    }

    private ValidatableResponse one(int id) {
        return operator().get("/v1/tenants/{t}/budgets/{id}", tenant, id).then();
    }

    private ValidatableResponse put(int id, Map<String, ?> draft) {
        return operator()
                .contentType("application/json")
                .body(Events.json(draft))
                .put("/v1/tenants/{t}/budgets/{id}", tenant, id)
                .then();
    }

    private ValidatableResponse post(Map<String, ?> draft, @Nullable String key) {
        var request = operator().contentType("application/json").body(Events.json(draft));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.post("/v1/tenants/{t}/budgets", tenant).then();
    }

    private static Map<String, @Nullable Object> draft(
            String scope, @Nullable String scopeId, String period, long limit) {
        Map<String, @Nullable Object> draft = new LinkedHashMap<>();
        draft.put("scope", scope);
        draft.put("scopeId", scopeId);
        draft.put("period", period);
        draft.put("limitWon", limit);
        draft.put("hard", true);
        return draft;
    }
}
