package kr.hangil.billing.tax;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.stack.quarkus.Midday;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class TaxInvoiceTest extends TaxedInvoice {

    private static final Path FONT = Path.of("/usr/share/fonts/truetype/nanum/NanumGothic.ttf");

    @Test
    void shouldGoFromInvoiceToAcceptedDocumentAndCorrectIt() throws IOException {
        int invoice = finalInvoice(12_345);
        make(invoice, Map.of("code", 2, "reason", "장애 보상")).statusCode(409);

        int id = make(invoice, Map.of())
                .statusCode(201)
                .body("state", equalTo("ready"))
                .body("approvalNumber", nullValue())
                .body("document.supplyWon", equalTo(12_345))
                .body("document.vatWon", equalTo(1_234))
                .body("document.totalWon", equalTo(13_579))
                .extract()
                .path("id");
        make(invoice, Map.of()).statusCode(200).body("id", equalTo(id));
        String number = operator()
                .post("/v1/tax-invoices/{id}/issue", id)
                .then()
                .statusCode(200)
                .body("approvalNumber", matchesPattern("\\d{24}"))
                .extract()
                .path("approvalNumber");

        Path dropped = FOLDER.resolve("outbox/" + number + ".json");
        await().atMost(SOON).untilAsserted(() -> state(id, "sent"));
        JsonPath file = JsonPath.from(Files.readString(dropped));
        assertThat(file.getString("document.supplier.registrationNumber")).isEqualTo("1234567891");
        assertThat(file.getLong("document.supplyWon")).isEqualTo(12_345);
        answer(number, "{\"result\":\"accepted\"}");
        await().atMost(SOON).untilAsserted(() -> state(id, "accepted"));

        post("/v1/invoices/" + invoice + "/credit-notes", Map.of("line", 1, "supplyWon", 1_000, "reason", "장애 보상"))
                .statusCode(200);
        make(invoice, Map.of("code", 2, "reason", "장애 보상"))
                .statusCode(201)
                .body("originalId", equalTo(id))
                .body("document.code", equalTo(2))
                .body("document.originalApprovalNumber", equalTo(number))
                .body("document.supplyWon", equalTo(-1_000))
                .body("document.vatWon", equalTo(-100));
        make(invoice, Map.of("code", 2, "reason", "again")).statusCode(409);
        make(invoice, Map.of("code", 4, "reason", "계약 해제"))
                .statusCode(201)
                .body("document.supplyWon", equalTo(-11_345))
                .body("document.vatWon", equalTo(-1_134));
        make(invoice, Map.of("code", 7, "reason", "x")).statusCode(400);
        operator().get("/v1/tenants/{t}/tax-invoices", tenant).then().body("data", hasSize(3));
    }

    @Test
    void shouldLetARejectedDocumentBeMadeAnew() throws IOException {
        int invoice = finalInvoice(1_000);
        int id = make(invoice, Map.of()).extract().path("id");
        String number = operator()
                .post("/v1/tax-invoices/{id}/issue", id)
                .then()
                .extract()
                .path("approvalNumber");
        await().atMost(SOON).untilAsserted(() -> state(id, "sent"));

        answer(number, "{\"result\":\"rejected\",\"reason\":\"등록번호 오류\"}");

        await().atMost(SOON).untilAsserted(() -> state(id, "rejected").body("rejection", equalTo("등록번호 오류")));
        make(invoice, Map.of()).statusCode(201);
    }

    @Test
    void shouldPrintInKoreanOrSayWhichFontIsMissing() throws IOException {
        int id = make(finalInvoice(1_234_567), Map.of()).extract().path("id");
        operator().post("/v1/tax-invoices/{id}/issue", id).then().statusCode(200);

        Response answer = operator().get("/v1/tenants/{t}/tax-invoices/{id}/pdf", tenant, id);

        if (!Files.isReadable(FONT)) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.jsonPath().getString("error.message")).contains("hangil.billing.print.font");
            return;
        }
        assertThat(answer.contentType()).isEqualTo("application/pdf");
        byte[] bytes = answer.asByteArray();
        Files.write(Path.of("target/tax-invoice.pdf"), bytes);
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            assertThat(new PDFTextStripper().getText(pdf))
                    .contains("전자세금계산서", "123-45-67891", "120-81-47521", "나래소프트 주식회사", "1,234,567", "123,456")
                    .contains("1,358,023", "청구");
        }
    }

    /** 1 and 6 take back the whole document on its own date; 3 takes what credit notes took, on the day it was taken. */
    @ParameterizedTest
    @CsvSource({"1, 기재사항 착오정정,     true", "3, 환입,               false", "6, 착오에 의한 이중발급,  true"})
    void shouldCorrectForTheReasonsOfTheDecree(int code, String korean, boolean whole) throws IOException {
        int invoice = finalInvoice(12_345);
        String original = issued(make(invoice, Map.of()).extract().path("id"));
        post("/v1/invoices/" + invoice + "/credit-notes", Map.of("line", 1, "supplyWon", 1_000, "reason", "반품"))
                .statusCode(200);

        JsonPath made = make(invoice, Map.of("code", code, "reason", "사유를 적은 글"))
                .statusCode(201)
                .body("state", equalTo("ready"))
                .body("document.code", equalTo(code))
                .body("document.originalApprovalNumber", equalTo(original))
                .body("document.supplyWon", equalTo(whole ? -12_345 : -1_000))
                .body("document.vatWon", equalTo(whole ? -1_234 : -100))
                .body("document.totalWon", equalTo(whole ? -13_579 : -1_100))
                .body("document.remark", equalTo("사유를 적은 글"))
                .body("document.items", hasSize(1))
                .body("document.items[0].name", containsString(korean))
                .extract()
                .jsonPath();

        LocalDate dated = LocalDate.parse(made.getString("document.issueDate"));
        assertThat(dated)
                .isEqualTo(
                        whole
                                ? LocalDate.ofInstant(THIS_MONTH, SpendPeriod.ZONE)
                                        .minusDays(1)
                                : Midday.today());
        make(invoice, Map.of("code", code, "reason", "again"))
                .statusCode(409)
                .body("error.message", containsString("nothing left to correct"));
        int id = made.getInt("id");
        assertThat(issued(id)).isNotEqualTo(original);
        assertThat(text(pdf(id)))
                .contains("수정전자세금계산서", code + ". " + korean, dashed(original), "사유를 적은 글")
                .contains(whole ? "-12,345" : "-1,000", whole ? "-13,579" : "-1,100");
    }

    @Test
    void shouldMakeTheRightDocumentOfANewInvoiceAfterAWrongEntry() {
        int wrong = finalInvoice(12_345);
        issued(make(wrong, Map.of()).extract().path("id"));
        make(wrong, Map.of("code", 1, "reason", "공급받는자 상호 오기")).statusCode(201);
        post("/v1/invoices/" + wrong + "/void", Map.of("reason", "공급받는자 상호 오기")).statusCode(200);
        profile(tenant, Map.of("name", "나래소프트웨어 주식회사")).statusCode(200);

        int right = drafted();
        operator().post("/v1/invoices/{id}/finalise", right).then().statusCode(200);

        make(right, Map.of())
                .statusCode(201)
                .body("document.code", nullValue())
                .body("document.buyer.name", equalTo("나래소프트웨어 주식회사"))
                .body("document.supplyWon", equalTo(12_345));
        operator()
                .get("/v1/tenants/{t}/tax-invoices", tenant)
                .then()
                .body("data.document.supplyWon", equalTo(List.of(12_345, -12_345, 12_345)));
    }

    /** 12 items on the first page, 26 on the second, one and the sum on the third. */
    @Test
    void shouldGoOnToFurtherPagesWhenItemsDoNotFit() throws IOException {
        List<String> models = IntStream.rangeClosed(1, 39)
                .mapToObj(i -> "%s-%02d".formatted(model, i))
                .toList();
        publish(models.stream()
                        .map(one -> price(one, "prompt", "1000000", "2026-01-01T00:00:00Z", null))
                        .toArray(Map[]::new))
                .statusCode(201);
        deliver(models.stream()
                        .map(one -> event().at(THIS_MONTH.minus(Duration.ofDays(2)))
                                .data("servedModel", one)
                                .tokens(1_000, 0, 0)
                                .build())
                        .toList())
                .statusCode(200);
        profile();
        int invoice = drafted();
        operator().post("/v1/invoices/{id}/finalise", invoice).then().statusCode(200);
        int id = make(invoice, Map.of())
                .body("document.items", hasSize(39))
                .extract()
                .path("id");

        byte[] pdf = pdf(id);

        Files.write(Path.of("target/tax-invoice-pages.pdf"), pdf);
        assertThat(text(pdf, 1)).contains(models.subList(0, 12)).contains("39,000", "3,900", "42,900", "1/3쪽", "이어집니다");
        assertThat(text(pdf, 2)).contains(models.subList(12, 38)).contains("품목 별지", "120-81-47521", "2/3쪽");
        assertThat(text(pdf, 3)).contains(models.getLast(), "품목 39건 합계", "39,000", "3,900", "3/3쪽");
        assertThat(text(pdf, 1)).doesNotContain(models.get(12));
        assertThat(text(pdf, 3)).doesNotContain("이어집니다");
    }

    @Test
    void shouldRefuseToChangeADocumentInTheDatabase() {
        int id = make(finalInvoice(1_000), Map.of()).extract().path("id");

        for (String change : List.of(
                "UPDATE tax_invoice SET supply_won = 1 WHERE id = ",
                "UPDATE tax_invoice SET state = 'accepted' WHERE id = ",
                "DELETE FROM tax_invoice WHERE id = ")) {
            assertThatThrownBy(() -> execute(change + id))
                    .hasCauseInstanceOf(SQLException.class)
                    .hasMessageContaining("refused");
        }
    }

    private static String text(byte[] pdf, int page) throws IOException {
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            assertThat(paper.getNumberOfPages()).isEqualTo(3);
            PDFTextStripper stripper = new PDFTextStripper();
            stripper.setStartPage(page);
            stripper.setEndPage(page);
            return stripper.getText(paper);
        }
    }
}
