package kr.hangil.billing.forecast;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ForecastTest extends RunningBilling {

    private LocalDate today = Midday.today();

    /** In the middle of a month, on its first day and on its last. */
    @ParameterizedTest
    @ValueSource(ints = {0, 14, 15})
    void shouldExpectWhatSteadyDaysComeTo(int daysAgo) {
        today = Midday.today().minusDays(daysAgo);
        travel(Midday.now().minus(Duration.ofDays(daysAgo)));
        use(20, 1_000);
        int left = today.lengthOfMonth() - today.getDayOfMonth();
        int before = Math.min(20, today.getDayOfMonth() - 1);

        JsonPath forecast = ask().extract().jsonPath();

        assertThat(forecast.getString("month")).isEqualTo(YearMonth.from(today).toString());
        assertThat(forecast.getInt("daysLeft")).isEqualTo(left);
        assertThat(forecast.getLong("spentWon")).isEqualTo(1_000L * before);
        assertThat(forecast.getString("expected.method")).isEqualTo("weekday_mean");
        assertThat(forecast.getLong("expected.likelyWon")).isEqualTo(1_000L * (before + 1 + left));
        assertThat(forecast.getLong("expected.lowWon")).isEqualTo(forecast.getLong("expected.highWon"));
        assertThat(forecast.getInt("days")).isEqualTo(20);
        assertThat(operator()
                        .get("/v1/tenants/{t}/spend?bucket=1mo", tenant)
                        .then()
                        .extract()
                        .jsonPath()
                        .getString("exact"))
                .isEqualTo(forecast.getString("spent"));
    }

    @Test
    void shouldSayThatThereIsTooLittleToGoBy() {
        ask().body("expected", nullValue())
                .body("reason", equalTo("not_enough_data"))
                .body("days", equalTo(0))
                .body("spentWon", equalTo(0));

        use(3, 10);

        ask().body("expected", nullValue()).body("days", equalTo(3)).body("daysNeeded", equalTo(7));
    }

    @Test
    void shouldCountWhatWaitsForAPrice() {
        deliver(List.of(event().tokens(5, 0, 0).build())).statusCode(200);

        ask().body("unrated", equalTo(1)).body("spentWon", equalTo(0));
    }

    @Test
    void shouldForecastToMembersOnly() {
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .get("/v1/tenants/{t}/forecast", tenant)
                .then()
                .statusCode(403);
    }

    /** So many tokens on each of the days before today, at a won. */
    private void use(int days, long tokens) {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        List<Object> events = new ArrayList<>();
        for (int i = 1; i <= days; i++) {
            events.add(event().tokens(tokens, 0, 0)
                    .at(today.minusDays(i)
                            .atTime(12, 0)
                            .atZone(SpendPeriod.ZONE)
                            .toInstant())
                    .build());
        }
        deliver(events).statusCode(200);
    }

    private io.restassured.response.ValidatableResponse ask() {
        return operator().get("/v1/tenants/{t}/forecast", tenant).then().statusCode(200);
    }
}
