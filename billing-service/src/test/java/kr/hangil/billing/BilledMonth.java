package kr.hangil.billing;

import static kr.hangil.billing.Events.price;

import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.spending.SpendPeriod;

/** A running billing service, and a tenant whose last month is over. */
public abstract class BilledMonth extends RunningBilling {

    protected static final Instant THIS_MONTH = SpendPeriod.MONTH.start(Instant.now());

    protected final YearMonth month =
            YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE)).minusMonths(1);

    /**
     * Usage of two prices and two meters, late in the month.
     *
     * <pre>
     * prompt     10,000,001 x 150   / 10^6 = 1,500.00015
     * prompt      1,000,000 x 200.5 / 10^6 =   200.5
     * completion  2,333,333 x 600   / 10^6 = 1,399.9998
     *                                        3,100.49995
     * </pre>
     */
    protected void useAMonth() {
        Instant change = THIS_MONTH.minus(Duration.ofDays(3));
        publish(
                        price(model, "prompt", "150", "2026-01-01T00:00:00Z", change.toString()),
                        price(model, "prompt", "200.5", change.toString(), null),
                        price(model, "completion", "600", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
        deliver(List.of(
                        event().at(change.minusMillis(1))
                                .tokens(10_000_001, 0, 2_000_000)
                                .build(),
                        event().at(change).tokens(1_000_000, 0, 333_333).build()))
                .statusCode(200);
    }

    /** A million prompt tokens of the second price, after the fact. */
    protected void useLate() {
        deliver(List.of(event().at(THIS_MONTH.minus(Duration.ofDays(3)))
                        .tokens(1_000_000, 0, 0)
                        .build()))
                .statusCode(200);
    }

    protected void profile() {
        operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(Map.of(
                                "registrationNumber", "120-81-47521",
                                "name", "나래소프트 주식회사",
                                "representative", "이하늘",
                                "address", "서울특별시 마포구 양화로 45",
                                "businessType", "정보통신업",
                                "businessItem", "응용 소프트웨어 개발",
                                "email", "bill@narae.example"))
                        .getBytes(StandardCharsets.UTF_8))
                .put("/v1/tenants/{t}/billing-profile", tenant)
                .then()
                .statusCode(200);
    }

    protected void agree(String vat, String percent) {
        post(
                        "/v1/tenants/" + tenant + "/contracts",
                        Map.of("from", month.toString(), "vat", vat, "discountPercent", percent, "reference", "계약 7"))
                .statusCode(201);
    }

    /** The month, drafted and final. */
    protected Billed bill() {
        int id = post("/v1/invoices", Map.of("tenant", tenant, "month", month.toString()))
                .statusCode(201)
                .extract()
                .path("id");
        String number = operator()
                .post("/v1/invoices/{id}/finalise", id)
                .then()
                .statusCode(200)
                .extract()
                .path("number");
        return new Billed(id, number);
    }

    protected ValidatableResponse post(String path, Map<String, ?> body) {
        return operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(body).getBytes(StandardCharsets.UTF_8))
                .post(path)
                .then();
    }

    /** Credit granted now counts from now on; this one was there all last month. */
    protected void grantBackdated(long won) {
        post("/v1/tenants/" + tenant + "/credits", Map.of("amountWon", won, "reference", "contract"))
                .statusCode(201);
        run("UPDATE credit_account SET credited_since = '2026-01-01' WHERE tenant = '%1$s'");
        run("ALTER TABLE credit_grant DISABLE TRIGGER append_only");
        run("UPDATE credit_grant SET granted_at = '2026-01-02' WHERE tenant = '%1$s'");
        run("ALTER TABLE credit_grant ENABLE TRIGGER append_only");
        run("INSERT INTO spend_total SELECT * FROM spend_total_derived WHERE tenant = '%1$s' AND scope = 'credit'");
    }

    private void run(String sql) {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute(sql.formatted(tenant));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A final invoice. */
    protected record Billed(int id, String number) {}
}
