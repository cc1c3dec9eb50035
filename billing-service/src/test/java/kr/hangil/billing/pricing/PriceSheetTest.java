package kr.hangil.billing.pricing;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.pricing.PriceSheet;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PriceSheetTest extends RunningBilling {

    @Test
    void shouldQuoteEveryPriceThatHoldsNowOrLater() {
        publish(
                        price(model, "prompt", "1", "2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
                        price(model, "prompt", "2.5", "2026-01-01T00:00:00Z", "2090-01-01T00:00:00Z"),
                        price(model, "prompt", "3", "2090-01-01T00:00:00Z", null))
                .statusCode(201);

        var sheet = gateway().get("/v1/prices").then();

        String mine = "prices.findAll { it.model == '" + model + "' }";
        sheet.statusCode(200)
                .body(mine, hasSize(2))
                .body(mine + ".amount.collect { it as String }", contains("2.5", "3.0"))
                .body(mine + ".per", contains(1_000_000, 1_000_000))
                .body(mine + ".unit", contains("token", "token"))
                .body(mine + "[1].to", equalTo(null));
    }

    @Test
    void shouldAnswer304UntilPricesChange() {
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        String tag = gateway().get("/v1/prices").then().extract().header("ETag");

        gateway()
                .header("If-None-Match", tag)
                .get("/v1/prices")
                .then()
                .statusCode(304)
                .header("ETag", tag);

        publish(price(model, "completion", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        gateway()
                .header("If-None-Match", tag)
                .get("/v1/prices")
                .then()
                .statusCode(200)
                .header("ETag", not(tag));
    }

    @Test
    void shouldTagASheetWithTheVersionThatAGatewayComputesOfIt() {
        publish(
                        price(model, "prompt", "0.0000005", "2020-01-01T00:00:00Z", "2090-01-01T00:00:00Z"),
                        price(model, "completion", "1200.50", "2026-01-01T00:00:00.123Z", null))
                .statusCode(201);

        Response sheet = gateway().get("/v1/prices");

        assertThat(sheet.as(PriceSheet.class).version())
                .isEqualTo(sheet.header("ETag").replace("\"", ""));
    }

    @Test
    void shouldQuoteToGatewaysAndOperatorsOnly() {
        operator().get("/v1/prices").then().statusCode(200);
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .get("/v1/prices")
                .then()
                .statusCode(403);
        given().get("/v1/prices").then().statusCode(401);
    }
}
