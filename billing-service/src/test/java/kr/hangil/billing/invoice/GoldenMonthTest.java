package kr.hangil.billing.invoice;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.spending.SpendPeriod;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Months whose events are given and whose invoices are known to the won. */
@QuarkusTest
class GoldenMonthTest extends InvoiceSteps {

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

    /** What is sent, by hand: when in the month before the price change or from it on, and tokens; cached are of the prompt. */
    private static final String EVENTS = """
            before |  18 h  | 1500000 |  500000 | 200000
            before |   7 h  | 3000000 |       0 | 300000
            before |   1 ms |  500000 |  500000 |      0
            after  |   0 h  | 6000000 |       0 | 400000
            after  |  50 h  | 2000000 |       0 | 100000
            """;

    /**
     * Free allowance, tiers, a price change in the month, a contract price, VAT inside, 10 % off, credit of which some was
     * refunded, and usage that comes late at either price:
     *
     * <pre>
     * prompt 150, then 200; tiers: to 1 M free, to 10 M listed, above 100, then 120; cached 50; completion 600, agreed 500
     *
     * prompt      4 M x 150 =   600   tiers: 3 M x 150 =   450             -150
     * cached      1 M x  50 =    50
     * completion  1 M x 600 =   600   agreed 500                           -100
     * prompt      8 M x 200 = 1,600   tiers: 6 M x 200 + 2 M x 120 = 1,440 -160
     * listed                  2,850   after terms                         2,440
     * discount   10 %                   -244
     * charged                          2,196
     * credit     1,000 granted, 700 refunded: -300
     * total                            1,896 = supply floor(1,896 x 10 / 11) 1,723 + VAT 173
     *
     * late, 1 M at 200: 9 M from the 4 M on: 6 M x 200 + 3 M x 120 = 1,560 of 1,800: -240, of which -160 is billed
     *                       200 - 80 = 120, less 10 % = 108: total 108 = 98 + 10
     * late, 1 M at 150: 5 M: 4 M x 150 = 600 of 750: -150, as billed; 9 M from the 5 M on: 5 M x 200 + 4 M x 120 = 1,480
     *                       of 1,800: -320, of which -240 is billed: 150 - 80 = 70, less 10 % = 63: total 63 = 57 + 6
     * </pre>
     */
    @Test
    void shouldBillAGoldenMonthWithTiersAContractPriceAndARefundToTheWon() throws IOException {
        Instant change = THIS_MONTH.minus(Duration.ofDays(3));
        publish(
                        tiered(price(model, "prompt", "150", "2026-01-01T00:00:00Z", change.toString()), "150", "100"),
                        tiered(price(model, "prompt", "200", change.toString(), null), "200", "120"),
                        price(model, "cached_prompt", "50", "2026-01-01T00:00:00Z", null),
                        price(model, "completion", "600", "2026-01-01T00:00:00Z", null))
                .statusCode(201);
        agree(
                        month,
                        "INCLUSIVE",
                        "10",
                        List.of(Map.of("model", model, "meter", "completion", "per", 1_000_000, "amount", "500")))
                .statusCode(201)
                .body("prices[0].amount", equalTo("500.000000000"));
        profile(tenant);
        int grant = grantBackdated(1_000);
        post("/v1/tenants/" + tenant + "/credits/" + grant + "/refund", Map.of("amountWon", 700, "reason", "unused"))
                .statusCode(200);
        deliver(EVENTS.lines().map(row -> golden(row, change)).toList()).statusCode(200);

        JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(draft.getString("exact")).isEqualTo("2196.000000000");
        assertThat(draft.getString("credit")).isEqualTo("300.000000000");
        assertThat(draft.getLong("supplyWon")).isEqualTo(1_723);
        assertThat(draft.getLong("vatWon")).isEqualTo(173);
        assertThat(draft.getLong("totalWon")).isEqualTo(1_896);
        assertThat(adjustments(draft, "tiers")).containsExactlyInAnyOrder("-150.000000000", "-160.000000000");
        assertThat(adjustments(draft, "contract_price")).containsExactly("-100.000000000");
        assertThat(draft.getList("lines.exact", String.class))
                .contains("600.000000000", "50.000000000", "1600.000000000", "-244.000000000", "-300.000000000");
        finalise(draft.getInt("id")).statusCode(200);
        spentAsListed("2850.000000000");
        printed(draft.getInt("id"), "1,723", "173", "1,896");

        deliver(List.of(last(1).at(change).tokens(1_000_000, 0, 0).build())).statusCode(200);
        JsonPath late = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(late.getString("exact")).isEqualTo("108.000000000");
        assertThat(late.getLong("supplyWon")).isEqualTo(98);
        assertThat(late.getLong("vatWon")).isEqualTo(10);
        assertThat(late.getList("lines.month")).containsOnly(month.toString());
        finalise(late.getInt("id")).statusCode(200);

        deliver(List.of(last(1).at(change.minusMillis(1))
                        .tokens(1_000_000, 0, 0)
                        .build()))
                .statusCode(200);
        JsonPath later = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(later.getString("exact")).isEqualTo("63.000000000");
        assertThat(adjustments(later, "tiers")).containsExactly("-80.000000000");
        assertThat(later.getLong("totalWon")).isEqualTo(63);

        for (JsonPath made : List.of(draft, late, later)) {
            operator()
                    .get("/v1/rating-runs/{id}", made.getInt("ratingRunId"))
                    .then()
                    .statusCode(200)
                    .body("run.exact", equalTo(made.getString("exact")))
                    .body("identical", equalTo(true));
        }
        verified();
    }

    private Map<String, @Nullable Object> golden(String row, Instant change) {
        String[] cells = row.split("\\|");
        String[] span = cells[1].strip().split(" ");
        Duration away = span[1].equals("h")
                ? Duration.ofHours(Long.parseLong(span[0]))
                : Duration.ofMillis(Long.parseLong(span[0]));
        return last(1).at(cells[0].strip().equals("before") ? change.minus(away) : change.plus(away))
                .tokens(tokens(cells[2]), tokens(cells[3]), tokens(cells[4]))
                .build();
    }

    private static long tokens(String cell) {
        return Long.parseLong(cell.strip());
    }

    /** Spend is at list prices, before terms, discounts and credit. */
    private void spentAsListed(String exact) {
        Instant from = month.atDay(1).atStartOfDay(SpendPeriod.ZONE).toInstant();
        operator()
                .get("/v1/tenants/{t}/spend?from={f}&to={e}", tenant, from.toString(), THIS_MONTH.toString())
                .then()
                .statusCode(200)
                .body("exact", equalTo(exact));
    }

    /** The tax invoice says what the invoice says, on paper as well, and its items are the invoice's lines. */
    private void printed(int invoice, String supply, String vat, String total) throws IOException {
        JsonPath lines =
                operator().get("/v1/invoices/{id}", invoice).then().extract().jsonPath();
        JsonPath made = post("/v1/invoices/" + invoice + "/tax-invoices", Map.of())
                .statusCode(201)
                .body("document.supplyWon", equalTo(lines.getInt("supplyWon")))
                .body("document.vatWon", equalTo(lines.getInt("vatWon")))
                .body("document.totalWon", equalTo(lines.getInt("totalWon")))
                .extract()
                .jsonPath();
        List<Long> items = made.getList("document.items.supplyWon", Long.class);
        long credit = lines.getLong("lines.find { it.model == null }.won");
        assertThat(items).containsExactly(lines.getLong("supplyWon") - credit, credit);

        byte[] pdf = operator()
                .get("/v1/tenants/{t}/tax-invoices/{id}/pdf", tenant, made.getInt("id"))
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();

        try (PDDocument paper = Loader.loadPDF(pdf)) {
            assertThat(new PDFTextStripper().getText(paper))
                    .contains(supply, vat, total, lines.getString("number"))
                    .contains(items.stream().map("%,d"::formatted).toList());
        }
    }

    private static List<String> adjustments(JsonPath invoice, String terms) {
        return invoice.getList("lines.findAll { it.terms == '" + terms + "' }.exact", String.class);
    }
}
