package kr.hangil.billing.tax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.stack.quarkus.Midday;
import org.junit.jupiter.api.Test;

/** 내국신용장 사후 개설, correction 5. */
@QuarkusTest
class ZeroRatingTest extends TaxedInvoice {

    private static final LocalDate OPENED = LocalDate.ofInstant(THIS_MONTH, SpendPeriod.ZONE);

    @Test
    void shouldTakeTheDocumentBackAndSayItWithoutVat() throws IOException {
        int invoice = finalInvoice(12_345);
        String original = issued(make(invoice, Map.of()).extract().path("id"));

        JsonPath made = zeroRate(invoice, OPENED)
                .statusCode(201)
                .body("data.document.code", contains(5, 5))
                .body("data.document.zeroRated", contains(false, true))
                .body("data.document.originalApprovalNumber", contains(original, original))
                .body("data.document.supplyWon", contains(-12_345, 12_345))
                .body("data.document.vatWon", contains(-1_234, 0))
                .body("data.document.issueDate", contains(day(OPENED.minusDays(1)), day(OPENED.minusDays(1))))
                .body("data[1].document.remark", containsString("내국신용장 개설일 " + OPENED))
                .extract()
                .jsonPath();

        operator()
                .get("/v1/invoices/{id}", invoice)
                .then()
                .body("creditedWon", equalTo(1_234))
                .body("creditNotes", hasSize(1))
                .body("creditNotes[0].line", nullValue())
                .body("creditNotes[0].supplyWon", equalTo(0));
        operator().get("/v1/verification").then().body("ok", equalTo(true));
        int zeroRated = made.getInt("data[1].id");
        issued(zeroRated);
        byte[] pdf = pdf(zeroRated);
        Files.write(Path.of("target/tax-invoice-zero-rated.pdf"), pdf);
        assertThat(text(pdf)).contains("수정영세율전자세금계산서", "5. 내국신용장 사후 개설", dashed(original), "12,345");
        assertThat(csv()).contains("Taken back of VAT: 내국신용장");
        zeroRate(invoice, OPENED).statusCode(409).body("error.message", containsString("no VAT left"));
    }

    @Test
    void shouldBearNoVatInWhatIsCorrectedAfterwards() {
        int invoice = finalInvoice(12_345);
        issued(make(invoice, Map.of()).extract().path("id"));
        note(invoice, 1_000);
        make(invoice, Map.of("code", 2, "reason", "장애 보상")).statusCode(201);

        zeroRate(invoice, OPENED)
                .statusCode(201)
                .body("data.document.supplyWon", contains(-11_345, 11_345))
                .body("data.document.vatWon", contains(-1_134, 0));

        note(invoice, 345);
        make(invoice, Map.of("code", 2, "reason", "장애 보상"))
                .statusCode(201)
                .body("document.supplyWon", equalTo(-345))
                .body("document.vatWon", equalTo(0))
                .body("document.zeroRated", equalTo(true));
        make(invoice, Map.of("code", 4, "reason", "계약 해제"))
                .statusCode(201)
                .body("document.supplyWon", equalTo(-11_000))
                .body("document.vatWon", equalTo(0));
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldMakeAnewTheOneOfBothThatWasRejected() throws IOException {
        int invoice = finalInvoice(12_345);
        issued(make(invoice, Map.of()).extract().path("id"));
        List<Integer> both = zeroRate(invoice, OPENED).extract().path("data.id");
        String taken = issued(both.get(0));
        String zeroRated = issued(both.get(1));
        await().atMost(SOON).untilAsserted(() -> state(both.get(1), "sent"));
        answer(taken, "{\"result\":\"accepted\"}");
        answer(zeroRated, "{\"result\":\"rejected\",\"reason\":\"개설일 오류\"}");
        await().atMost(SOON).untilAsserted(() -> state(both.get(1), "rejected"));

        zeroRate(invoice, OPENED)
                .statusCode(201)
                .body("data.document.supplyWon", contains(12_345))
                .body("data.document.zeroRated", contains(true));

        operator().get("/v1/invoices/{id}", invoice).then().body("creditedWon", equalTo(1_234));
    }

    @Test
    void shouldRefuseWhatTheDecreeDoesNotAllow() {
        int invoice = finalInvoice(12_345);
        zeroRate(invoice, OPENED).statusCode(409).body("error.message", containsString("not issued yet"));
        issued(make(invoice, Map.of()).extract().path("id"));

        for (LocalDate opened :
                List.of(Midday.today().plusDays(2), OPENED.minusMonths(1).minusDays(1))) {
            zeroRate(invoice, opened)
                    .statusCode(400)
                    .body("error.param", equalTo("openedOn"))
                    .body("error.message", containsString("openedOn must be from " + OPENED.minusMonths(1)));
        }
        post("/v1/invoices/" + invoice + "/zero-rating", Map.of("reason", "x")).statusCode(400);
        make(invoice, Map.of("code", 5, "reason", "내국신용장"))
                .statusCode(400)
                .body("error.message", containsString("/zero-rating"));
        gateway()
                .contentType("application/json")
                .body("{}")
                .post("/v1/invoices/{id}/zero-rating", invoice)
                .then()
                .statusCode(403);
        operator().get("/v1/tenants/{t}/tax-invoices", tenant).then().body("data", hasSize(1));
    }

    private ValidatableResponse zeroRate(int invoice, LocalDate opened) {
        return post(
                "/v1/invoices/" + invoice + "/zero-rating",
                Map.of("openedOn", day(opened), "reason", "내국신용장 L-2026-1"));
    }

    private void note(int invoice, long won) {
        post("/v1/invoices/" + invoice + "/credit-notes", Map.of("line", 1, "supplyWon", won, "reason", "장애 보상"))
                .statusCode(200);
    }

    /** What FOCUS says of the month that saw the credit note. */
    private String csv() {
        return new String(
                operator()
                        .get(
                                "/v1/tenants/{t}/exports/focus?month={m}",
                                tenant,
                                day(Midday.today()).substring(0, 7))
                        .asByteArray(),
                StandardCharsets.UTF_8);
    }

    private static String day(LocalDate date) {
        return date.toString();
    }
}
