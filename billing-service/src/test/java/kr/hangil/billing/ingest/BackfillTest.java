package kr.hangil.billing.ingest;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;

@QuarkusTest
class BackfillTest extends RunningBilling {

    private final Instant old = Midday.now().minus(Duration.ofDays(60));
    private final String month =
            YearMonth.from(old.atZone(ZoneId.of("Asia/Seoul"))).toString();

    @Test
    void shouldBookOldUsageOnlyAfterADryRunOfTheSameBody() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        List<?> events = List.of(
                event().tokens(5, 0, 0).at(old).build(),
                event().tokens(7, 0, 0).at(old).build());
        deliver(events).body("results.code", contains("too_old", "too_old"));
        backfill(operator(), false, events).statusCode(409);

        ValidatableResponse dry = backfill(operator(), true, events);

        String both = dry.statusCode(200)
                .body("results.verdict", contains("accepted", "accepted"))
                .body("months.month", contains(month))
                .body("months.events", contains(2))
                .body("months.exact", contains("12.000000000"))
                .body("months.billed", contains(false))
                .extract()
                .jsonPath()
                .getString("months");
        assertThat(select("SELECT count(*) FROM usage_identity WHERE tenant = '%1$s'"))
                .isEqualTo("0");
        assertThat(select("SELECT count(*) FROM usage_rollup WHERE tenant = '%1$s'"))
                .isEqualTo("0");
        assertThat(backfill(operator(), false, events)
                        .statusCode(200)
                        .body("dryRun", equalTo(false))
                        .extract()
                        .jsonPath()
                        .getString("months"))
                .isEqualTo(both);
        assertThat(select("SELECT count(*) FROM usage_event WHERE tenant = '%1$s'"))
                .isEqualTo("2");
        backfill(operator(), false, events)
                .statusCode(200)
                .body("results.verdict", contains("duplicate", "duplicate"))
                .body("months", hasSize(0));
        assertThat(select("SELECT count(*) FROM usage_event WHERE tenant = '%1$s'"))
                .isEqualTo("2");
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldKeepWhoBackfilledAndWhy() {
        List<?> events = List.of(event().tokens(5, 0, 0).at(old).build());
        String reason = "outage of " + tenant;
        operatorsCall(operator(), true, reason, events).statusCode(200).body("months.unrated", contains(1));
        operatorsCall(operator(), false, reason, events).statusCode(200);

        String rows = " FROM backfill WHERE reason = 'outage of %1$s'";
        assertThat(select("SELECT count(*)" + rows + " AND accepted = 1 AND called_by <> ''"))
                .isEqualTo("2");
        assertThat(select("SELECT count(*)" + rows + " AND dry_run")).isEqualTo("1");
        for (String change : List.of("UPDATE backfill SET reason = 'x'", "DELETE FROM backfill", "TRUNCATE backfill")) {
            assertThatThrownBy(() -> execute(change)).hasMessageContaining("is refused");
        }
    }

    @Test
    void shouldListBackfillsOfATenantNewestFirst() {
        List<?> events = List.of(event().tokens(5, 0, 0).at(old).build());
        String other = unique("t");
        List<?> both = List.of(
                event().at(old).build(),
                event().with("subject", other).data("tenant", other).at(old).build());
        operatorsCall(operator(), true, "first", events).statusCode(200);
        operatorsCall(operator(), false, "second", events).statusCode(200);
        operatorsCall(operator(), true, "third", both).statusCode(200);

        ValidatableResponse page = operator()
                .get("/v1/backfills?tenant={t}&limit=2", tenant)
                .then()
                .statusCode(200)
                .body("data.reason", contains("third", "second"))
                .body("data.dryRun", contains(true, false))
                .body("data[0].tenants", containsInAnyOrder(tenant, other))
                .body("data[1].accepted", equalTo(1))
                .body("data[1].months[0].month", equalTo(month))
                .body("data[1].months[0].unrated", equalTo(1));

        operator()
                .get(
                        "/v1/backfills?tenant={t}&limit=2&after={a}",
                        tenant,
                        page.extract().path("next"))
                .then()
                .body("data.reason", contains("first"))
                .body("next", nullValue());
        int id = page.extract().path("data[1].id");
        operator()
                .get("/v1/backfills/{id}", id)
                .then()
                .statusCode(200)
                .body("reason", equalTo("second"))
                .body("calledBy", not(emptyString()))
                .body("content", startsWith("sha256:"));
        operator().get("/v1/backfills?limit=1").then().body("data[0].reason", equalTo("third"));
        operator()
                .get("/v1/backfills/{id}", Long.MAX_VALUE)
                .then()
                .statusCode(404)
                .body("error.code", equalTo("not_found"));
        gateway().get("/v1/backfills").then().statusCode(403);
        gateway().get("/v1/backfills/{id}", id).then().statusCode(403);
    }

    @Test
    void shouldRefuseWhoeverIsNoOperatorOrSaysNoReason() {
        List<?> events = List.of(event().at(old).build());

        backfill(gateway(), true, events).statusCode(403);
        operatorsCall(operator(), true, " ", events).statusCode(400);
        operator()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .queryParam("reason", "outage")
                .body(Events.json(events))
                .post("/v1/usage/backfills")
                .then()
                .statusCode(400);
    }

    @Test
    void shouldNotTakeForARealRunWhatIsNeitherTrueNorFalse() {
        // Given
        List<?> events = List.of(event().at(old).build());
        backfill(operator(), true, events).statusCode(200);

        // When, Then
        operator()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .queryParam("reason", "outage")
                .queryParam("dryRun", "yes")
                .body(Events.json(events))
                .post("/v1/usage/backfills")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("dryRun"))
                .body("error.message", containsString("must be true or false"));
    }

    @Test
    void shouldRejectUsageThatIsTooOldForABackfill() {
        Instant ancient = Midday.now().minus(Duration.ofDays(401));

        backfill(operator(), true, List.of(event().at(ancient).build()))
                .statusCode(200)
                .body("results.code", contains("too_old"))
                .body("months", hasSize(0));
    }

    private ValidatableResponse backfill(RequestSpecification caller, boolean dryRun, List<?> events) {
        return operatorsCall(caller, dryRun, "outage", events);
    }

    private static ValidatableResponse operatorsCall(
            RequestSpecification caller, boolean dryRun, String reason, List<?> events) {
        return caller.contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .queryParams(Map.of("dryRun", dryRun, "reason", reason))
                .body(Events.json(events))
                .post("/v1/usage/backfills")
                .then();
    }
}
