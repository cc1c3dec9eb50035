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
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class TaxInvoiceTest extends RunningBilling {

    private static final Path FOLDER = Path.of("target/tax-invoices");
    private static final Path FONT = Path.of("/usr/share/fonts/truetype/nanum/NanumGothic.ttf");
    private static final Instant THIS_MONTH = SpendPeriod.MONTH.start(Instant.now());

    /** Numbers begin anew with each new database. */
    @BeforeAll
    static void forgetAnswersOfOtherRuns() throws IOException {
        Path inbox = Files.createDirectories(FOLDER.resolve("inbox"));
        try (Stream<Path> answers = Files.list(inbox)) {
            for (Path answer : answers.toList()) {
                Files.delete(answer);
            }
        }
    }

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
        await().untilAsserted(() -> state(id, "sent"));
        JsonPath file = JsonPath.from(Files.readString(dropped));
        assertThat(file.getString("document.supplier.registrationNumber")).isEqualTo("1234567891");
        assertThat(file.getLong("document.supplyWon")).isEqualTo(12_345);
        answer(number, "{\"result\":\"accepted\"}");
        await().untilAsserted(() -> state(id, "accepted"));

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
        await().untilAsserted(() -> state(id, "sent"));

        answer(number, "{\"result\":\"rejected\",\"reason\":\"등록번호 오류\"}");

        await().untilAsserted(() -> state(id, "rejected").body("rejection", equalTo("등록번호 오류")));
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

    /** 1, 5 and 6 take back the whole document on its own date; 3 takes what credit notes took, on the day it was taken. */
    @ParameterizedTest
    @CsvSource({"1, 기재사항 착오정정,     true", "3, 환입,               false", "5, 내국신용장 사후 개설,  true", "6, 착오에 의한 이중발급,  true"
    })
    void shouldCorrectForTheReasonsOfTheDecree(int code, String korean, boolean whole) throws IOException {
        int invoice = finalInvoice(12_345);
        String original = issued(make(invoice, Map.of()).extract().path("id"));
        post("/v1/invoices/" + invoice + "/credit-notes", Map.of("line", 1, "supplyWon", 1_000, "reason", "반품"))
                .statusCode(200);
        LocalDate before = LocalDate.now(SpendPeriod.ZONE);

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
        if (whole) {
            assertThat(dated)
                    .isEqualTo(LocalDate.ofInstant(THIS_MONTH, SpendPeriod.ZONE).minusDays(1));
        } else {
            assertThat(dated).isBetween(before, LocalDate.now(SpendPeriod.ZONE));
        }
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
        profile("나래소프트웨어 주식회사");

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
        profile("나래소프트 주식회사");
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
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("refused");
        }
    }

    private int finalInvoice(long won) {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(event().at(THIS_MONTH.minus(Duration.ofDays(2)))
                        .tokens(won, 0, 0)
                        .build()))
                .statusCode(200);
        profile("나래소프트 주식회사");
        int id = drafted();
        operator().post("/v1/invoices/{id}/finalise", id).then().statusCode(200);
        return id;
    }

    private void profile(String name) {
        operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(Map.of(
                                "registrationNumber", "120-81-47521",
                                "name", name,
                                "representative", "이하늘",
                                "address", "서울특별시 마포구 양화로 45, 메세나폴리스 10층",
                                "businessType", "정보통신업",
                                "businessItem", "응용 소프트웨어 개발 및 공급업",
                                "email", "bill@narae.example"))
                        .getBytes(StandardCharsets.UTF_8))
                .put("/v1/tenants/{t}/billing-profile", tenant)
                .then()
                .statusCode(200);
    }

    private int drafted() {
        String month = YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE))
                .minusMonths(1)
                .toString();
        return post("/v1/invoices", Map.of("tenant", tenant, "month", month))
                .statusCode(201)
                .extract()
                .path("id");
    }

    private String issued(int id) {
        return operator()
                .post("/v1/tax-invoices/{id}/issue", id)
                .then()
                .statusCode(200)
                .extract()
                .path("approvalNumber");
    }

    private byte[] pdf(int id) {
        return operator()
                .get("/v1/tenants/{t}/tax-invoices/{id}/pdf", tenant, id)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(paper);
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

    private static String dashed(String approval) {
        return approval.substring(0, 8) + "-" + approval.substring(8, 16) + "-" + approval.substring(16);
    }

    private ValidatableResponse make(int invoice, Map<String, ?> request) {
        return post("/v1/invoices/" + invoice + "/tax-invoices", request);
    }

    private ValidatableResponse state(int id, String state) {
        return operator()
                .get("/v1/tenants/{t}/tax-invoices/{id}", tenant, id)
                .then()
                .body("state", equalTo(state));
    }

    private static void answer(String number, String answer) throws IOException {
        Path inbox = Files.createDirectories(FOLDER.resolve("inbox"));
        Path part = Files.writeString(inbox.resolve(number + ".part"), answer);
        Files.move(part, inbox.resolve(number + ".json"));
    }

    private ValidatableResponse post(String path, Map<String, ?> body) {
        return operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(body).getBytes(StandardCharsets.UTF_8))
                .post(path)
                .then();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
