package kr.hangil.billing.invoice;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class InvoiceTest extends InvoiceSteps {

    @Test
    void shouldRefuseToChangeTermsOfAMonthThatIsBilled() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        draft(tenant).statusCode(201);

        agree(month, "INCLUSIVE", "10").statusCode(409).body("error.message", containsString("billed or drafted"));
        agree(month.plusMonths(1), "INCLUSIVE", "100.5").statusCode(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "prompt     | 1000000 | 1000000.1 | -         | amount | none may be dearer",
                "prompt     | 1000    | 1001      | -         | amount | none may be dearer",
                "prompt     | 1000000 | -         | 1000000.1 | amount | none may be dearer",
                "completion | 1000000 | 1         | -         | model  | is not listed",
                "prompt     | 1000000 | 1         | 1         | amount | and not both",
                "prompt     | 1000000 | -         | -         | amount | an amount or tiers",
                "prompt     | 7       | 1         | -         | per    | a power of ten",
            })
    void shouldRefuseAnAgreedPriceThatBudgetsWouldNotCount(
            String meter, long per, @Nullable String amount, @Nullable String tier, String field, String problem) {
        oneWonAToken();
        Map<String, Object> price = new HashMap<>(Map.of("model", model, "meter", meter, "per", per));
        if (amount != null) {
            price.put("amount", amount);
        }
        if (tier != null) {
            price.put("tiers", List.of(Map.of("amount", tier)));
        }

        agree(month, "EXCLUSIVE", "0", List.of(price))
                .statusCode(400)
                .body("error.param", equalTo("prices[0]." + field))
                .body("error.message", containsString(problem));
    }

    @Test
    void shouldGiveATenantAnAllowanceOfItsOwnForEachModelAndMeter() {
        publish(
                        price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null),
                        price(model, "completion", "1000000", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
        List<Map<String, ?>> free = List.of(Map.of("upTo", 100, "amount", "0"), Map.of("amount", "900000"));
        agree(
                        month,
                        "EXCLUSIVE",
                        "0",
                        List.of(
                                Map.of("model", model, "meter", "prompt", "per", 1_000_000, "tiers", free),
                                Map.of("model", model, "meter", "completion", "per", 1_000_000, "tiers", free)))
                .statusCode(201)
                .body("prices[0].amount", nullValue())
                .body("prices[0].tiers[0].upTo", equalTo(100));
        deliver(List.of(
                        last(1).tokens(150, 0, 60).build(),
                        last(2).tokens(50, 0, 30).build()))
                .statusCode(200);

        draft(tenant)
                .statusCode(201)
                .body("exact", equalTo("90.000000000"))
                .body(
                        "lines.findAll { it.terms == 'contract_price' }.exact",
                        hasItems("-110.000000000", "-90.000000000"));
        verified();
    }

    @Test
    void shouldTakeCreditOffBeforeVatAndShowIt() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        grantBackdated(300);

        JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();

        assertThat(draft.getString("credit")).isEqualTo("300.000000000");
        assertThat(draft.getLong("supplyWon")).isEqualTo(700);
        assertThat(draft.getLong("totalWon")).isEqualTo(770);
        finalise(draft.getInt("id")).statusCode(200);
        operator()
                .get("/v1/tenants/{t}/balances", tenant)
                .then()
                .body("accounts.prepaid", equalTo("0.000000000"))
                .body("accounts.revenue", equalTo("-1000.000000000"));
        verified();
    }

    @Test
    void shouldBillAgainWhatAVoidedInvoiceBilled() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        int id = draft(tenant).extract().path("id");
        finalise(id).statusCode(200);

        step(id, "void", "reason", "wrong party").statusCode(200).body("state", equalTo("voided"));

        draft(tenant).statusCode(201).body("supplyWon", equalTo(1_000));
        operator().get("/v1/tenants/{t}/balances", tenant).then().body("accounts.receivable", equalTo("0.000000000"));
        verified();
    }

    @Test
    void shouldHoldARunawayUntilItIsApproved() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000_000, 0, 0).build()));
        spentBefore(100);
        profile(tenant);

        int id = draft(tenant)
                .statusCode(201)
                .body("state", equalTo("held"))
                .body("heldReason", containsString("mean"))
                .extract()
                .path("id");
        finalise(id).statusCode(409);
        operator().post("/v1/invoices/{id}/approve", id).then().statusCode(200).body("state", equalTo("draft"));
        finalise(id).statusCode(200);
        forgetSpentBefore();
        verified();
    }

    @Test
    void shouldRefuseToFinaliseWithoutABuyer() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        int id = draft(tenant).extract().path("id");

        finalise(id).statusCode(422).body("error.message", containsString("billing profile"));
        operator().delete("/v1/invoices/{id}", id).then().statusCode(204);
        operator().get("/v1/invoices/{id}", id).then().statusCode(404);
    }

    @Test
    void shouldCheckRegistrationNumbersOfAProfile() {
        profile(tenant, Map.of("registrationNumber", "123-45-67890"))
                .statusCode(400)
                .body("error.param", equalTo("registrationNumber"));
        profile(tenant, Map.of("registrationNumber", "123-45-67891", "corporateNumber", "110111-0062433"))
                .statusCode(400)
                .body("error.param", equalTo("corporateNumber"));
        profile(tenant, Map.of("registrationNumber", "123-45-67891", "corporateNumber", "110111-0062432"))
                .statusCode(200);
    }

    @Test
    void shouldNumberWithoutGapOrDoubleWhenManyAreFinalisedAtOnce() throws Exception {
        oneWonAToken();
        List<Integer> drafts = new ArrayList<>();
        List<Map<String, ?>> events = new ArrayList<>();
        List<String> tenants =
                IntStream.range(0, 64).mapToObj(i -> unique("many")).toList();
        tenants.forEach(one -> events.add(last(1).with("subject", one)
                .data("tenant", one)
                .tokens(10, 0, 0)
                .build()));
        deliver(events).statusCode(200);
        for (String one : tenants) {
            profile(one);
            drafts.add(draft(one).statusCode(201).extract().path("id"));
        }

        List<String> numbers = new ArrayList<>();
        try (ExecutorService operators = Executors.newFixedThreadPool(64)) {
            List<Callable<String>> work = drafts.stream()
                    .map(id -> (Callable<String>)
                            () -> finalise(id).statusCode(200).extract().<String>path("number"))
                    .toList();
            for (Future<String> done : operators.invokeAll(work)) {
                numbers.add(done.get());
            }
        }

        assertThat(numbers).doesNotHaveDuplicates().hasSize(64);
        verified();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE invoice SET total_won = 1, supply_won = 1, vat_won = 0 WHERE id = %d",
                "UPDATE invoice SET state = 'draft' WHERE id = %d",
                "UPDATE invoice SET document = '{}' WHERE id = %d",
                "DELETE FROM invoice WHERE id = %d",
                "UPDATE invoice_line SET won = won + 1 WHERE invoice_id = %d",
                "DELETE FROM invoice_line WHERE invoice_id = %d",
                "INSERT INTO invoice_line SELECT invoice_id, 99, month, model, meter, price_id, 1, 0, 0 FROM invoice_line WHERE invoice_id = %d LIMIT 1",
                "INSERT INTO credit_note (invoice_id, line, supply_won, vat_won, reason, noted_by, noted_at) VALUES (%d, 1, 100000, 0, 'r', 'b', now())",
            })
    void shouldRefuseToChangeAFinalInvoiceInTheDatabase(String change) {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        int id = draft(tenant).extract().path("id");
        finalise(id).statusCode(200);

        assertThatThrownBy(() -> execute(change.formatted(id)))
                .hasCauseInstanceOf(SQLException.class)
                .hasMessageContaining("refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO ledger_entry SELECT 'invoice:%s', id, 'KRW', 1 FROM ledger_account WHERE kind = 'cash' LIMIT 1",
                "UPDATE ledger_entry SET amount = amount * 2 WHERE transaction_id = 'invoice:%s'",
                "DELETE FROM ledger_entry WHERE transaction_id = 'invoice:%s'",
            })
    void shouldRefuseAnUnbalancedOrChangedTransactionInTheDatabase(String change) {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        int id = draft(tenant).extract().path("id");
        String number = finalise(id).extract().path("number");
        grantBackdated(1);

        assertThatThrownBy(() -> execute(change.formatted(number))).hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void shouldShowATenantItsOwnFinalInvoices() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        int id = draft(tenant).extract().path("id");
        operator().get("/v1/tenants/{t}/invoices", tenant).then().body("data", hasSize(0));
        String number = finalise(id).extract().path("number");

        operator().get("/v1/tenants/{t}/invoices", tenant).then().body("data.number", equalTo(List.of(number)));
        operator()
                .get("/v1/tenants/{t}/invoices/{n}", tenant, number)
                .then()
                .statusCode(200)
                .body("lines", hasSize(1));
        operator().get("/v1/tenants/other/invoices/{n}", number).then().statusCode(404);
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .contentType("application/json")
                .body("{\"reason\":\"mine\"}")
                .post("/v1/invoices/{id}/void", id)
                .then()
                .statusCode(403);
    }

    private void spentBefore(long won) {
        execute("INSERT INTO spend_total VALUES ('%1$s', 'tenant', '', '"
                + month.minusMonths(1).atDay(1).atStartOfDay(SpendPeriod.ZONE).toInstant() + "', 'gone', " + won + ")");
    }

    private void forgetSpentBefore() {
        execute("DELETE FROM spend_total WHERE tenant = '%1$s' AND source = 'gone'");
    }
}
