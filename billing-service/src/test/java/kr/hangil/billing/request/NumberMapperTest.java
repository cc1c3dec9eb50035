package kr.hangil.billing.request;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class NumberMapperTest extends RunningBilling {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/backfills?",
                "/v1/invoices?",
                "/v1/invoices/drafting?month=2026-11&",
                "/v1/price-books?",
                "/v1/rating-runs?",
                "/v1/reconciliation?day=2026-11-28&",
                "/v1/reconciliation/pods?",
                "/v1/tax-invoices?",
                "/v1/tenants/t/budgets?",
                "/v1/tenants/t/credits?",
                "/v1/tenants/t/events?",
                "/v1/tenants/t/invoices?",
                "/v1/tenants/t/tax-invoices?",
            })
    void shouldSayWhatALimitIs(String list) {
        for (String limit : new String[] {"abc", "1.5", "99999999999", "%20"}) {
            operator()
                    .urlEncodingEnabled(false)
                    .get(list + "limit=" + limit)
                    .then()
                    .statusCode(400)
                    .body("error.code", equalTo("invalid_request"))
                    .body("error.param", equalTo("limit"))
                    .body("error.message", startsWith("limit must be a whole number, at least 1, at most 1000 ("));
        }
        operator().get(list + "limit=0").then().statusCode(400).body("error.param", equalTo("limit"));
        operator().get(list + "limit=1").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tax-invoices?invoice=abc", "/v1/tenants/t/tax-invoices?invoice=9223372036854775808"})
    void shouldSayWhatAnyOtherNumberIs(String list) {
        operator()
                .get(list)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("invoice"))
                .body("error.message", startsWith("invoice must be a whole number ("));
    }

    @Test
    void shouldStillSayWhereThereIsNothing() {
        operator().get("/v1/nothing?limit=abc").then().statusCode(404).body("error.code", equalTo("not_found"));
        operator().get("/v1/backfills/abc").then().statusCode(404).body("error.code", equalTo("not_found"));
        operator().get("/v1/rating-runs/9999999999?limit=abc").then().statusCode(404);
    }
}
