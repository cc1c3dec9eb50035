package kr.hangil.billing.invoice;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kr.hangil.billing.EventBuilder;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class InvoiceTest extends RunningBilling {

    private static final Instant THIS_MONTH = SpendPeriod.MONTH.start(Instant.now());

    private final YearMonth month =
            YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE)).minusMonths(1);

    /** A mid-month price change, a late event, a credit note and a settlement: known to the won. */
    @Test
    void shouldBillAGoldenMonthToTheWon() {
        Instant change = THIS_MONTH.minus(Duration.ofDays(3));
        publish(
                        price(model, "prompt", "150", "2026-01-01T00:00:00Z", change.toString()),
                        price(model, "prompt", "200.5", change.toString(), null),
                        price(model, "completion", "600", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
        deliver(List.of(
                        last(1).at(change.minusMillis(1))
                                .tokens(10_000_001, 0, 2_000_000)
                                .build(),
                        last(1).at(change).tokens(1_000_000, 0, 333_333).build()))
                .statusCode(200);
        profile(tenant);

        // 1500.00015 + 200.5 + 1400.00 (2,333,333 x 600 / 10^6 = 1399.9998) = 3100.49995
        JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(draft.getString("exact")).isEqualTo("3100.499950000");
        assertThat(draft.getLong("supplyWon")).isEqualTo(3_100);
        assertThat(draft.getLong("vatWon")).isEqualTo(310);
        assertThat(draft.getLong("totalWon")).isEqualTo(3_410);
        assertThat(draft.getList("lines.won", Long.class)).containsExactlyInAnyOrder(1_400L, 1_500L, 200L);
        draft(tenant).statusCode(200).body("id", equalTo(draft.getInt("id")));

        finalise(draft.getInt("id"))
                .statusCode(200)
                .body("state", equalTo("finalised"))
                .body("number", startsWith("HGL-" + month.getYear() + "-"))
                .body("issueDate", equalTo(month.atEndOfMonth().toString()))
                .body("supplier.registrationNumber", equalTo("1234567891"))
                .body("buyer.name", equalTo("나래소프트 주식회사"));
        draft(tenant).statusCode(409).body("error.message", containsString("nothing to bill"));

        deliver(List.of(last(1).at(change).tokens(1_000_000, 0, 0).build())).statusCode(200);
        JsonPath late = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(late.getLong("supplyWon")).isEqualTo(200);
        assertThat(late.getString("lines[0].month")).isEqualTo(month.toString());
        assertThat(late.getLong("lines[0].quantity")).isEqualTo(1_000_000);
        finalise(late.getInt("id")).statusCode(200);

        int id = draft.getInt("id");
        note(id, lineOf(draft, 1_400), 1_401).statusCode(409);
        note(id, lineOf(draft, 1_400), 1_000).statusCode(200).body("creditedWon", equalTo(1_100));
        step(id, "settle", "reason", "bank transfer 7").statusCode(200).body("state", equalTo("settled"));
        step(id, "void", "reason", "no").statusCode(409);
        operator()
                .get("/v1/tenants/{t}/balances", tenant)
                .then()
                .body("accounts.cash", equalTo("2310.000000000"))
                .body("accounts.receivable", equalTo("220.000000000"))
                .body("accounts.vat", equalTo("-230.000000000"));
        verified();
    }

    /**
     * VAT inside, 10 % off, a price change in the month, credit and late usage:
     *
     * <pre>
     * prompt     10,000,001 x 150   / 10^6 = 1,500.00015
     * prompt      1,000,000 x 200.5 / 10^6 =   200.5
     * completion  2,333,333 x 600   / 10^6 = 1,399.9998
     * listed                                 3,100.49995
     * discount   10 %                         -310.049995
     * charged                                2,790.449955
     * credit                                  -300
     * total      floor(2,490.449955)         2,490 = supply floor(2,490 x 10 / 11) 2,263 + VAT 227
     * late       1,000,000 x 200.5 / 10^6 less 10 % = 180.45: total 180 = 163 + 17
     * </pre>
     */
    @Test
    void shouldBillAGoldenMonthOfAContractWithVatInsideAndADiscountToTheWon() {
        Instant change = THIS_MONTH.minus(Duration.ofDays(3));
        publish(
                        price(model, "prompt", "150", "2026-01-01T00:00:00Z", change.toString()),
                        price(model, "prompt", "200.5", change.toString(), null),
                        price(model, "completion", "600", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
        agree(month, "INCLUSIVE", "10").statusCode(201).body("discountPercent", equalTo("10"));
        deliver(List.of(
                        last(1).at(change.minusMillis(1))
                                .tokens(10_000_001, 0, 2_000_000)
                                .build(),
                        last(1).at(change).tokens(1_000_000, 0, 333_333).build()))
                .statusCode(200);
        profile(tenant);
        grantBackdated(300);

        JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(draft.getString("vat")).isEqualTo("INCLUSIVE");
        assertThat(draft.getString("exact")).isEqualTo("2790.449955000");
        assertThat(draft.getLong("supplyWon")).isEqualTo(2_263);
        assertThat(draft.getLong("vatWon")).isEqualTo(227);
        assertThat(draft.getLong("totalWon")).isEqualTo(2_490);
        assertThat(draft.getString("lines.find { it.discountPercent == '10' }.exact"))
                .isEqualTo("-310.049995000");
        assertThat(draft.getList("lines.won", Long.class).stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2_263);

        // The same cut drafted again is the same draft, line by line.
        operator().delete("/v1/invoices/{id}", draft.getInt("id")).then().statusCode(204);
        JsonPath again = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(again.getList("lines")).isEqualTo(draft.getList("lines"));
        finalise(again.getInt("id")).statusCode(200).body("totalWon", equalTo(2_490));
        agree(month.plusMonths(1), "EXCLUSIVE", "0").statusCode(201);
        agree(month, "EXCLUSIVE", "0").statusCode(409).body("error.param", equalTo("from"));

        deliver(List.of(last(1).at(change).tokens(1_000_000, 0, 0).build())).statusCode(200);
        JsonPath late = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(late.getString("lines[0].month")).isEqualTo(month.toString());
        assertThat(late.getLong("supplyWon")).isEqualTo(163);
        assertThat(late.getLong("totalWon")).isEqualTo(180);
        finalise(late.getInt("id")).statusCode(200);

        int line = again.getInt("lines.find { it.unitPrice == '150.000000000' }.n");
        note(again.getInt("id"), line, 1_000).statusCode(200).body("creditedWon", equalTo(1_100));
        operator()
                .get("/v1/tenants/{t}/balances", tenant)
                .then()
                .body("accounts.receivable", equalTo("1570.000000000"))
                .body("accounts.vat", equalTo("-144.000000000"))
                .body("accounts.prepaid", equalTo("0.000000000"));
        verified();
    }

    @Test
    void shouldRefuseToChangeTermsOfAMonthThatIsBilled() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        draft(tenant).statusCode(201);

        agree(month, "INCLUSIVE", "10").statusCode(409).body("error.message", containsString("billed or drafted"));
        agree(month.plusMonths(1), "INCLUSIVE", "100.5").statusCode(400);
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
        profileOf(tenant, "123-45-67890", null).statusCode(400).body("error.param", equalTo("registrationNumber"));
        profileOf(tenant, "123-45-67891", "110111-0062433")
                .statusCode(400)
                .body("error.param", equalTo("corporateNumber"));
        profileOf(tenant, "123-45-67891", "110111-0062432").statusCode(200);
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
    void shouldRefuseToChangeAFinalInvoiceInTheDatabase(String change) throws SQLException {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        int id = draft(tenant).extract().path("id");
        finalise(id).statusCode(200);

        assertThatThrownBy(() -> execute(change.formatted(id)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO ledger_entry SELECT 'invoice:%s', id, 'KRW', 1 FROM ledger_account WHERE kind = 'cash' LIMIT 1",
                "UPDATE ledger_entry SET amount = amount * 2 WHERE transaction_id = 'invoice:%s'",
                "DELETE FROM ledger_entry WHERE transaction_id = 'invoice:%s'",
            })
    void shouldRefuseAnUnbalancedOrChangedTransactionInTheDatabase(String change) throws SQLException {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build()));
        profile(tenant);
        int id = draft(tenant).extract().path("id");
        String number = finalise(id).extract().path("number");
        grantBackdated(1);

        assertThatThrownBy(() -> execute(change.formatted(number))).isInstanceOf(SQLException.class);
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

    private EventBuilder last(int daysBefore) {
        return event().at(THIS_MONTH.minus(Duration.ofDays(daysBefore)));
    }

    private void oneWonAToken() {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
    }

    private static int lineOf(JsonPath invoice, long won) {
        return invoice.getInt("lines.find { it.won == " + won + " }.n");
    }

    private void verified() {
        operator()
                .get("/v1/verification")
                .then()
                .body("differences", hasSize(0))
                .body("ok", equalTo(true));
    }

    private ValidatableResponse agree(YearMonth from, String vat, String percent) {
        return post(
                "/v1/tenants/" + tenant + "/contracts",
                Map.of("from", from.toString(), "vat", vat, "discountPercent", percent, "reference", "contract 7"));
    }

    private ValidatableResponse draft(String of) {
        return post("/v1/invoices", Map.of("tenant", of, "month", month.toString()));
    }

    private ValidatableResponse finalise(int id) {
        return operator().post("/v1/invoices/{id}/finalise", id).then();
    }

    private ValidatableResponse step(int id, String step, String field, String value) {
        return post("/v1/invoices/" + id + "/" + step, Map.of(field, value));
    }

    private ValidatableResponse note(int id, int line, long supply) {
        return post(
                "/v1/invoices/" + id + "/credit-notes", Map.of("line", line, "supplyWon", supply, "reason", "outage"));
    }

    private ValidatableResponse post(String path, Map<String, ?> body) {
        return operator()
                .contentType("application/json")
                .body(Events.json(body))
                .post(path)
                .then();
    }

    private void profile(String of) {
        profileOf(of, "120-81-47521", null).statusCode(200);
    }

    private ValidatableResponse profileOf(String of, String registration, @Nullable String corporate) {
        Map<String, Object> profile = new HashMap<>(Map.of(
                "registrationNumber", registration,
                "name", "나래소프트 주식회사",
                "representative", "이하늘",
                "address", "서울특별시 마포구 양화로 1",
                "businessType", "정보통신업",
                "businessItem", "소프트웨어 개발",
                "email", "bill@narae.example"));
        if (corporate != null) {
            profile.put("corporateNumber", corporate);
        }
        return operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(profile).getBytes(StandardCharsets.UTF_8))
                .put("/v1/tenants/{t}/billing-profile", of)
                .then();
    }

    /** Credit granted now counts from now on; this one was there all last month. */
    private void grantBackdated(long won) {
        post("/v1/tenants/" + tenant + "/credits", Map.of("amountWon", won, "reference", "contract"))
                .statusCode(201);
        run("UPDATE credit_account SET credited_since = '2026-01-01' WHERE tenant = '%1$s'");
        run("ALTER TABLE credit_grant DISABLE TRIGGER append_only");
        run("UPDATE credit_grant SET granted_at = '2026-01-02' WHERE tenant = '%1$s'");
        run("ALTER TABLE credit_grant ENABLE TRIGGER append_only");
        run("INSERT INTO spend_total SELECT * FROM spend_total_derived WHERE tenant = '%1$s' AND scope = 'credit'");
    }

    private void spentBefore(long won) {
        run("INSERT INTO spend_total VALUES ('%1$s', 'tenant', '', 'month', '"
                + month.minusMonths(1).atDay(1).atStartOfDay(SpendPeriod.ZONE).toInstant() + "', 'gone', " + won + ")");
    }

    private void forgetSpentBefore() {
        run("DELETE FROM spend_total WHERE tenant = '%1$s' AND source = 'gone'");
    }

    private void run(String sql) {
        try {
            execute(sql.formatted(tenant));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
