package kr.hangil.billing.invoice;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.EventBuilder;
import kr.hangil.billing.ParquetFile;
import kr.hangil.billing.spending.SpendPeriod;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A month that uses everything that can have a price, known to the won wherever it is told. */
@QuarkusTest
class EveryUsageTypeTest extends InvoiceSteps {

    private static final Path FONT = Path.of("/usr/share/fonts/truetype/nanum/NanumGothic.ttf");

    /** What is sent, by hand: when; prompt, completion and reasoning tokens; images; seconds. */
    private static final String EVENTS = """
            before | 2000000 | 1000000 | 400000 | 0 |  0
            before |       0 |       0 |      0 | 8 |  0
            before |       0 |       0 |      0 | 0 | 90
            after  | 1000000 |  500000 | 200000 | 0 |  0
            after  |       0 |       0 |      0 | 7 |  0
            after  |       0 |       0 |      0 | 0 | 30
            after  |       0 |       0 |      0 | 0 |  0
            """;

    /**
     * Reasoning has a price from the change on, seconds another one; ten images are free; seconds are agreed at 0.4:
     *
     * <pre>
     * prompt      3,000,000 x 150  / 10^6 =   450
     * completion  1,300,000 x 600  / 10^6 =   780      before the change with its 400,000 of reasoning
     * reasoning     200,000 x 900  / 10^6 =   180
     * request             6 x 2.55        =    15.3    the event that used nothing is none
     * image              15 x 30          =   450      10 free, 5 x 30 = 150       -300
     * second             90 x 0.5         =    45      agreed 0.4: 36                -9
     * second             30 x 0.75        =    22.5    agreed 0.4: 12               -10.5
     * listed                                1,942.8    after terms 1,623.3
     * supply 1,623 + VAT 162 = 1,785
     *
     * late, one image: 16 x 30 = 480, of which 180 after ten free ones: 30 more, and a fee of 2.55
     * </pre>
     */
    @Test
    void shouldBillAGoldenMonthOfEveryUsageTypeToTheWon() throws IOException, SQLException {
        Instant change = THIS_MONTH.minus(Duration.ofDays(3));
        String early = "2026-01-01T00:00:00Z";
        publish(
                        price(model, "prompt", "150", early, null),
                        price(model, "completion", "600", early, null),
                        price(model, "reasoning", "900", change.toString(), null),
                        each(price(model, "request", "2.55", early, null)),
                        tenFree(each(price(model, "image", "30", early, null))),
                        each(price(model, "second", "0.5", early, change.toString())),
                        each(price(model, "second", "0.75", change.toString(), null)))
                .statusCode(201);
        agree(month, "EXCLUSIVE", "0", List.of(Map.of("model", model, "meter", "second", "per", 1, "amount", "0.4")))
                .statusCode(201)
                .body("prices[0].unit", equalTo("second"));
        profile(tenant);
        deliver(EVENTS.lines().map(row -> sent(row, change)).toList()).statusCode(200);

        JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(draft.getString("exact")).isEqualTo("1623.300000000");
        assertThat(draft.getLong("supplyWon")).isEqualTo(1_623);
        assertThat(draft.getLong("totalWon")).isEqualTo(1_785);
        used(draft, "prompt", "token", 3_000_000, "450.000000000");
        used(draft, "completion", "token", 1_300_000, "780.000000000");
        used(draft, "reasoning", "token", 200_000, "180.000000000");
        used(draft, "request", "request", 6, "15.300000000");
        used(draft, "image", "image", 15, "450.000000000");
        assertThat(draft.getList("lines.findAll { it.terms == 'tiers' }.exact", String.class))
                .containsExactly("-300.000000000");
        assertThat(draft.getList("lines.findAll { it.terms == 'contract_price' }.exact", String.class))
                .containsExactlyInAnyOrder("-9.000000000", "-10.500000000");
        finalise(draft.getInt("id")).statusCode(200).body("lines[0].unit", equalTo("token"));

        answersAndExportsSayTheSame();
        focusSaysTheSame();
        statementSaysTheSame(draft);

        deliver(List.of(last(1).data("images", 1).build())).statusCode(200);
        JsonPath late = draft(tenant).statusCode(201).extract().jsonPath();
        assertThat(late.getString("exact")).isEqualTo("32.550000000");
        for (JsonPath made : List.of(draft, late)) {
            operator()
                    .get("/v1/rating-runs/{id}", made.getInt("ratingRunId"))
                    .then()
                    .statusCode(200)
                    .body("identical", equalTo(true));
        }
        verified();
    }

    private static void used(JsonPath invoice, String meter, String unit, int quantity, String exact) {
        String line = "lines.find { it.meter == '" + meter + "' && it.quantity > 0 }.";
        assertThat(invoice.getString(line + "unit")).isEqualTo(unit);
        assertThat(invoice.getInt(line + "quantity")).isEqualTo(quantity);
        assertThat(invoice.getString(line + "exact")).isEqualTo(exact);
    }

    private void answersAndExportsSayTheSame() {
        String range = "from=" + month.atDay(1).atStartOfDay(SpendPeriod.ZONE).toInstant() + "&to=" + THIS_MONTH;
        operator()
                .get("/v1/tenants/{t}/usage?bucket=1mo&" + range, tenant)
                .then()
                .statusCode(200)
                .body("data[0].requests", equalTo(7))
                .body("data[0].reasoningTokens", equalTo(600_000))
                .body("data[0].images", equalTo(15))
                .body("data[0].audioSeconds", equalTo(120));
        assertThat(operator()
                        .get("/v1/tenants/{t}/exports/usage?bucket=1mo&" + range, tenant)
                        .asString()
                        .lines()
                        .toList()
                        .getLast())
                .endsWith(",7,3000000,0,1500000,600000,0,15,120");
        operator()
                .get("/v1/tenants/{t}/spend?bucket=1mo&" + range, tenant)
                .then()
                .body("exact", equalTo("1942.800000000"));
    }

    private void focusSaysTheSame() throws IOException, SQLException {
        byte[] file = operator()
                .get("/v1/tenants/{t}/exports/focus?format=parquet&month={m}", tenant, month.toString())
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        try (ParquetFile focus = new ParquetFile(file)) {
            assertThat(focus.query("""
                    SELECT SkuMeter, ConsumedQuantity::bigint, ConsumedUnit, PricingUnit FROM $file
                    WHERE ChargeCategory = 'Usage' AND SkuMeter <> 'second' ORDER BY 1"""))
                    .containsExactly(
                            List.of("completion", "1300000", "Tokens", "1000000 Tokens"),
                            List.of("image", "15", "Images", "Images"),
                            List.of("prompt", "3000000", "Tokens", "1000000 Tokens"),
                            List.of("reasoning", "200000", "Tokens", "1000000 Tokens"),
                            List.of("request", "6", "Requests", "Requests"));
            assertThat(focus.query("SELECT sum(ConsumedQuantity)::bigint FROM $file WHERE ConsumedUnit = 'Seconds'"))
                    .containsExactly(List.of("120"));
        }
    }

    private void statementSaysTheSame(JsonPath draft) throws IOException {
        if (!Files.isReadable(FONT)) {
            return;
        }
        assertThat(statement(draft, "ko"))
                .contains("추론 토큰", "200,000토큰", "900 / 1,000,000토큰")
                .contains("요청 수수료", "6건", "2.55 / 건")
                .contains("이미지", "15장", "30 / 장")
                .contains("음성", "90초", "0.5 / 초");
        assertThat(statement(draft, "en"))
                .contains("reasoning tokens", "200,000 tokens", "900 / 1,000,000 tokens")
                .contains("request fee", "6 requests", "2.55 / request")
                .contains("15 images", "30 / image")
                .contains("audio", "90 seconds", "0.5 / second");
    }

    private String statement(JsonPath draft, String language) throws IOException {
        String number = operator()
                .get("/v1/invoices/{id}", draft.getInt("id"))
                .then()
                .extract()
                .path("number");
        byte[] pdf = operator()
                .get("/v1/tenants/{t}/invoices/{n}/statement?lang=" + language, tenant, number)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(paper);
        }
    }

    private Map<String, @Nullable Object> sent(String row, Instant change) {
        String[] cells = row.split("\\|");
        EventBuilder event = last(1).at(cells[0].strip().equals("before") ? change.minusMillis(1) : change);
        return event.tokens(number(cells[1]), 0, number(cells[2]))
                .data("reasoningTokens", number(cells[3]))
                .data("images", number(cells[4]))
                .data("audioSeconds", number(cells[5]))
                .build();
    }

    private static long number(String cell) {
        return Long.parseLong(cell.strip());
    }

    /** For one unit, not a million. */
    private static Map<String, @Nullable Object> each(Map<String, @Nullable Object> price) {
        price.put("per", 1);
        return price;
    }

    private static Map<String, @Nullable Object> tenFree(Map<String, @Nullable Object> price) {
        price.put("tiers", List.of(Map.of("upTo", 10, "amount", "0"), Map.of("amount", "30")));
        return price;
    }
}
