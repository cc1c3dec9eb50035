package kr.hangil.billing.focus;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.billing.BilledMonth;
import kr.hangil.billing.ParquetFile;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class FocusTest extends BilledMonth {

    /** Mandatory in FOCUS 1.2. */
    private static final List<String> MANDATORY = List.of(
            "BilledCost",
            "BillingAccountId",
            "BillingAccountName",
            "BillingCurrency",
            "BillingPeriodEnd",
            "BillingPeriodStart",
            "ChargeCategory",
            "ChargeClass",
            "ChargeDescription",
            "ChargePeriodEnd",
            "ChargePeriodStart",
            "ContractedCost",
            "EffectiveCost",
            "InvoiceIssuerName",
            "ListCost",
            "PricingQuantity",
            "PricingUnit",
            "ProviderName",
            "PublisherName",
            "ServiceCategory",
            "ServiceName");

    @ParameterizedTest
    @CsvSource({"EXCLUSIVE, 0, 0", "EXCLUSIVE, 12.5, 300", "INCLUSIVE, 10, 300", "INCLUSIVE, 100, 0"})
    void shouldAddUpToTheInvoiceToTheWon(String vat, String percent, long credit) throws IOException, SQLException {
        useAMonth();
        agree(vat, percent);
        profile();
        if (credit > 0) {
            grantBackdated(credit);
        }
        Billed billed = bill();
        JsonPath invoice = invoice(billed);

        try (ParquetFile focus = focus(month)) {
            assertThat(focus.query("SELECT sum(BilledCost), sum(EffectiveCost) FROM $file")
                            .getFirst())
                    .allSatisfy(sum -> assertThat(new java.math.BigDecimal(String.valueOf(sum)))
                            .isEqualByComparingTo(String.valueOf(invoice.getLong("totalWon"))));
            assertThat(focus.query(
                                    "SELECT count(*) FROM $file WHERE BilledCost <> floor(BilledCost) OR InvoiceId <> '%s'"
                                            .formatted(billed.number()))
                            .getFirst())
                    .containsExactly("0");
            assertThat(focus.query("SELECT coalesce(sum(BilledCost), 0)::bigint FROM $file WHERE ChargeCategory ="
                                    + " 'Tax'")
                            .getFirst())
                    .containsExactly(Long.toString(invoice.getLong("vatWon")));
            assertThat(focus.query("SELECT count(*) FROM $file WHERE ChargeCategory = 'Usage'")
                            .getFirst())
                    .containsExactly("3");
            assertThat(focus.query("SELECT count(*) FROM $file WHERE ChargeCategory = 'Credit'")
                            .getFirst())
                    .containsExactly(credit > 0 ? "1" : "0");
            // What is listed is told without VAT, and VAT is a tenth of it.
            assertThat(focus.query("SELECT count(*) FROM $file WHERE round(ListUnitPrice::double, 6) = "
                                    + (vat.equals("INCLUSIVE") ? "136.363636" : "150"))
                            .getFirst())
                    .containsExactly("1");
            assertThat(focus.query("""
                SELECT count(*) FROM (
                    SELECT sum(ListCost::double) FILTER (WHERE ChargeCategory = 'Tax') AS tax,
                        sum(ListCost::double) FILTER (WHERE ChargeCategory <> 'Tax') AS taxed
                    FROM $file) WHERE abs(tax * 10 - taxed) > 1e-6
                """).getFirst()).containsExactly("0");
            // A unit price times its quantity is the cost.
            assertThat(focus.query("""
                SELECT count(*) FROM $file WHERE ChargeCategory = 'Usage' AND (
                    abs(ListUnitPrice::double * PricingQuantity::double - ListCost::double) > 1e-9
                    OR abs(ContractedUnitPrice::double * PricingQuantity::double
                        - ContractedCost::double) > 1e-9
                    OR ContractedCost > ListCost)
                """).getFirst()).containsExactly("0");
        }
    }

    @Test
    void shouldSayOfEachChargeWhatFocusAsks() throws IOException, SQLException {
        useAMonth();
        agree("EXCLUSIVE", "10");
        profile();
        bill();

        try (ParquetFile focus = focus(month)) {
            assertThat(names(focus)).containsAll(MANDATORY);
            assertThat(focus.query("""
                SELECT BilledCost, ListCost, ContractedCost, ListUnitPrice, ContractedUnitPrice, PricingQuantity,
                    PricingUnit, ConsumedQuantity, ConsumedUnit, SkuId, BillingCurrency, BillingAccountId,
                    BillingAccountName, ChargeClass, x_DiscountPercent
                FROM $file WHERE ListUnitPrice = 150
                """).getFirst())
                    .containsExactly(
                            "1350.000000000000000",
                            "1500.000150000000000",
                            "1350.000135000000000",
                            "150.000000000000000",
                            "135.000000000000000",
                            "10.000001000000000",
                            "1000000 Tokens",
                            "10000001.000000000000000",
                            "Tokens",
                            model + "/prompt",
                            "KRW",
                            tenant,
                            "나래소프트 주식회사",
                            null,
                            "10.000000000000000");
            assertThat(focus.query("""
                SELECT DISTINCT BillingPeriodStart, BillingPeriodEnd, ChargePeriodStart, ChargePeriodEnd FROM $file
                """))
                    .containsExactly(List.of(at(month), at(month.plusMonths(1)), at(month), at(month.plusMonths(1))));
            assertThat(focus.query("""
                SELECT count(*) FROM $file WHERE ChargeCategory = 'Tax' AND (PricingQuantity IS NOT NULL
                    OR PricingUnit IS NOT NULL OR SkuId IS NOT NULL OR PricingCategory IS NOT NULL)
                """).getFirst()).containsExactly("0");
        }
        String csv = new String(
                operator()
                        .get("/v1/tenants/{t}/exports/focus?month={m}", tenant, month.toString())
                        .asByteArray(),
                StandardCharsets.UTF_8);
        assertThat(csv.lines().toList().getFirst().split(",")).containsAll(MANDATORY);
        assertThat(csv).contains("," + SpendPeriod.begin(month) + ",");
    }

    @Test
    void shouldShowLateUsageAndWhatWasTakenBackAsCorrections() throws IOException, SQLException {
        useAMonth();
        profile();
        Billed billed = bill();
        useLate();
        bill();
        JsonPath invoice = invoice(billed);
        int line = invoice.getInt("lines.find { it.won == 1400 }.n");
        post(
                        "/v1/invoices/" + billed.id() + "/credit-notes",
                        Map.of("line", line, "supplyWon", 1_000, "reason", "=장애 보상"))
                .statusCode(200);

        try (ParquetFile last = focus(month);
                ParquetFile running = focus(month.plusMonths(1))) {
            assertThat(last.query("SELECT sum(BilledCost)::bigint FROM $file GROUP BY InvoiceId ORDER BY InvoiceId"))
                    .containsExactly(List.of("3410"), List.of("220"));
            assertThat(running.query("""
                SELECT ChargeCategory, ChargeClass, BilledCost::bigint, ChargePeriodStart, x_InvoiceLine
                FROM $file ORDER BY 1
                """))
                    .containsExactly(
                            List.of("Adjustment", "Correction", "-1000", at(month), Integer.toString(line)),
                            List.of("Tax", "Correction", "-100", at(month), Integer.toString(line)));
        }
    }

    /**
     * A million prompt tokens of the month before the contract came late. It takes a tenth off its own, and has completion at half
     * the listed price.
     */
    @Test
    void shouldNameTheContractThatPricedACharge() throws IOException, SQLException {
        useAMonth();
        travel(THIS_MONTH);
        deliver(List.of(event().at(SpendPeriod.begin(month).minusMillis(1))
                        .tokens(1_000_000, 0, 0)
                        .build()))
                .statusCode(200);
        travelHome();
        String contract = post(
                        "/v1/tenants/" + tenant + "/contracts",
                        Map.of(
                                "from",
                                month.toString(),
                                "vat",
                                "EXCLUSIVE",
                                "discountPercent",
                                "10",
                                "reference",
                                "계약 7",
                                "prices",
                                List.of(Map.of(
                                        "model", model, "meter", "completion", "per", 1_000_000, "amount", "300"))))
                .statusCode(201)
                .extract()
                .jsonPath()
                .getString("id");
        profile();
        grantBackdated(300);
        bill();

        try (ParquetFile focus = focus(month)) {
            assertThat(focus.query("""
                SELECT ChargePeriodStart, ChargeCategory, ChargeClass, SkuMeter, ListCost::decimal(18, 6),
                    ContractedCost::decimal(18, 6), BilledCost::bigint, x_ContractId
                FROM $file ORDER BY x_InvoiceLine NULLS LAST
                """))
                    .containsExactly(
                            row(
                                    month.minusMonths(1),
                                    "Usage",
                                    "Correction",
                                    "prompt",
                                    "150.000000",
                                    "150.000000",
                                    "150",
                                    null),
                            row(month, "Usage", null, "completion", "1399.999800", "1259.999820", "1260", contract),
                            row(month, "Usage", null, "prompt", "1500.000150", "1350.000135", "1350", contract),
                            row(month, "Usage", null, "prompt", "200.500000", "180.450000", "180", contract),
                            row(month, "Adjustment", null, null, "-630.000000", "-630.000000", "-630", contract),
                            row(month, "Credit", null, null, "-300.000000", "-300.000000", "-300", null),
                            row(month, "Tax", null, null, "232.049995", "201.044996", "201", null));
        }
    }

    @Test
    void shouldHaveNothingToExportOfAMonthThatIsNotInvoiced() {
        operator()
                .get("/v1/tenants/{t}/exports/focus?month={m}", tenant, month.toString())
                .then()
                .statusCode(404)
                .body("error.code", equalTo("not_found"));
        operator()
                .get("/v1/tenants/{t}/exports/focus?month=2026-13", tenant)
                .then()
                .statusCode(400);
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .get("/v1/tenants/{t}/exports/focus?month={m}", tenant, month.toString())
                .then()
                .statusCode(403);
    }

    private ParquetFile focus(YearMonth of) throws IOException {
        return new ParquetFile(operator()
                .get("/v1/tenants/{t}/exports/focus?format=parquet&month={m}", tenant, of.toString())
                .then()
                .statusCode(200)
                .extract()
                .asByteArray());
    }

    private JsonPath invoice(Billed billed) {
        return operator()
                .get("/v1/invoices/{id}", billed.id())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static List<@Nullable String> names(ParquetFile file) throws SQLException {
        return file.query("SELECT column_name FROM (DESCRIBE SELECT * FROM $file)").stream()
                .map(List::getFirst)
                .toList();
    }

    private static List<@Nullable String> row(YearMonth start, @Nullable String... cells) {
        return Stream.concat(Stream.of(at(start)), Arrays.stream(cells)).toList();
    }

    /** An instant as the file is read. */
    private static String at(YearMonth start) {
        return SpendPeriod.begin(start).atOffset(ZoneOffset.UTC).toString();
    }
}
