package kr.hangil.billing.credit;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.stack.quarkus.Midday;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CreditTest extends RunningBilling {

    private final String holder = unique("/gateways/gw");

    @Test
    void shouldLeaseCreditOfAPrepaidTenantUntilItIsGone() {
        oneWonAToken();
        lease("10").body("data[0].budgets", hasSize(0));
        grant(100, 10, null, null).statusCode(201).body("remaining", equalTo("100.000000000"));

        lease("40")
                .body("data[0].budgets[0].scope", equalTo("credit"))
                .body("data[0].budgets[0].period", equalTo("none"))
                .body("data[0].budgets[0].limit", equalTo(100))
                .body("data[0].budgets[0].granted", equalTo(40))
                .body("data[0].budgets[0].spent", equalTo(40));
        deliver(List.of(event().with("source", holder).tokens(40, 0, 0).build()));
        deliver(List.of(event().with("source", "elsewhere").tokens(60, 0, 0).build()));

        lease("1").body("data[0].budgets[0].granted", equalTo(0)).body("data[0].budgets[0].spent", equalTo(100));
        credits().body("data.remaining", contains("0.000000000")).body("data.spent", contains("100.000000000"));
        grant(50, 10, null, null);
        lease("1").body("data[0].budgets[0].granted", equalTo(1)).body("data[0].budgets[0].limit", equalTo(150));
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldSpendByPriorityThenByExpiry() {
        oneWonAToken();
        grant(10, 20, null, null);
        grant(10, 10, Midday.now().plus(Duration.ofDays(60)).toString().substring(0, 19) + "Z", null);
        grant(10, 10, Midday.now().plus(Duration.ofDays(30)).toString().substring(0, 19) + "Z", null);

        deliver(List.of(event().tokens(14, 0, 0).build()));

        credits().body("data.spent", contains("0.000000000", "4.000000000", "10.000000000"));
        operator()
                .get("/v1/tenants/{t}/billing-mode", tenant)
                .then()
                .body("mode", equalTo("prepaid"))
                .body("remaining", equalTo("16.000000000"))
                .body("overdrawn", equalTo("0.000000000"));
    }

    @Test
    void shouldRefundOnlyWhatIsNeitherSpentNorHeld() {
        oneWonAToken();
        int id = grant(100, 10, null, null).extract().path("id");
        deliver(List.of(event().with("source", holder).tokens(30, 0, 0).build()));
        lease("20");

        refund(id, 61, null).statusCode(409).body("error.param", equalTo("amountWon"));
        String key = unique("key");
        refund(id, 30, key).statusCode(200).body("refundedWon", equalTo(30));
        refund(id, 30, key).statusCode(200).body("refundedWon", equalTo(30));
        refund(id, 31, key).statusCode(422);
        credits().body("data[0].remaining", equalTo("40.000000000"));
    }

    @Test
    void shouldGrantOnceForOneIdempotencyKey() {
        String key = unique("key");
        int id = grant(100, 10, null, key).statusCode(201).extract().path("id");

        grant(100, 10, null, key).statusCode(200).body("id", equalTo(id));
        grant(101, 10, null, key).statusCode(422);
        credits().body("data", hasSize(1));
    }

    @Test
    void shouldStopLimitingATenantThatIsSwitchedToPostpaid() {
        mode("prepaid").statusCode(409);
        grant(100, 10, null, null);
        lease("1").body("data[0].budgets", hasSize(1));

        mode("postpaid").statusCode(200).body("mode", equalTo("postpaid"));

        lease("1").body("data[0].budgets", hasSize(0));
    }

    @Test
    void shouldLetOperatorsAloneGrant() {
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .contentType("application/json")
                .body("{\"amountWon\":1,\"reference\":\"r\"}")
                .post("/v1/tenants/narae/credits")
                .then()
                .statusCode(403);
        grant(0, 10, null, null).statusCode(400).body("error.param", equalTo("amountWon"));
        grant(1, 10, "2020-01-01T00:00:00Z", null).statusCode(400).body("error.param", equalTo("expiresAt"));
    }

    @Test
    void shouldPayLateSpendingForAWhileAfterExpiryButOnlyOfItsTime() {
        Instant now = Instant.parse("2026-11-24T00:00:00Z");
        Instant november = SpendPeriod.MONTH.start(now);
        CreditGrant gone = grantOf(1, now.minus(Duration.ofHours(1)), november);
        CreditGrant ending = grantOf(2, now.minus(Duration.ofMinutes(1)), november);
        CreditGrant later = grantOf(3, null, now);
        TreeMap<Instant, BigDecimal> spending = new TreeMap<>(Map.of(
                SpendPeriod.MONTH.start(november.minusSeconds(1)), BigDecimal.ONE, november, BigDecimal.valueOf(120)));

        CreditStanding standing =
                CreditStanding.settle(List.of(gone, ending, later), spending, now, Duration.ofMinutes(10));

        Assertions.assertThat(standing.draws())
                .containsExactly(
                        new CreditStanding.Draw(2, november, BigDecimal.valueOf(100)),
                        new CreditStanding.Draw(3, november, BigDecimal.valueOf(20)));
        Assertions.assertThat(standing.overdrawn()).isEqualByComparingTo("1");
        Assertions.assertThat(standing.remaining()).isEqualByComparingTo("80");
    }

    private static CreditGrant grantOf(long id, @Nullable Instant expiresAt, Instant grantedAt) {
        return new CreditGrant(id, 100, 0, BigDecimal.ZERO, 10, expiresAt, grantedAt);
    }

    private void oneWonAToken() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    private ValidatableResponse grant(long won, int priority, @Nullable String expiresAt, @Nullable String key) {
        Map<String, @Nullable Object> draft = new LinkedHashMap<>();
        draft.put("amountWon", won);
        draft.put("priority", priority);
        draft.put("expiresAt", expiresAt);
        draft.put("reference", "contract 7");
        return send(draft, key, "/v1/tenants/" + tenant + "/credits");
    }

    private ValidatableResponse refund(int id, long won, @Nullable String key) {
        return send(
                Map.of("amountWon", won, "reason", "unused"),
                key,
                "/v1/tenants/" + tenant + "/credits/" + id + "/refund");
    }

    private ValidatableResponse send(Map<String, ?> body, @Nullable String key, String path) {
        var request = operator().contentType("application/json").body(Events.json(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.post(path).then();
    }

    private ValidatableResponse credits() {
        return operator().get("/v1/tenants/{t}/credits", tenant).then().statusCode(200);
    }

    private ValidatableResponse mode(String mode) {
        return operator()
                .contentType("application/json")
                .body(Events.json(Map.of("mode", mode)))
                .put("/v1/tenants/{t}/billing-mode", tenant)
                .then();
    }

    private ValidatableResponse lease(String want) {
        Map<String, @Nullable Object> ask = new LinkedHashMap<>();
        ask.put("tenant", tenant);
        ask.put("want", new BigDecimal(want));
        return gateway()
                .contentType("application/json")
                .body(Events.json(Map.of("holder", holder, "fresh", false, "asks", List.of(ask), "returns", List.of())))
                .post("/v1/budgets/leases")
                .then()
                .statusCode(200);
    }
}
