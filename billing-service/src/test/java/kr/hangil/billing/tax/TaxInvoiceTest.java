package kr.hangil.billing.tax;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
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
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.billing.Events;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
        operator()
                .contentType("application/json; charset=utf-8")
                .body(Events.json(Map.of(
                                "registrationNumber", "120-81-47521",
                                "name", "나래소프트 주식회사",
                                "representative", "이하늘",
                                "address", "서울특별시 마포구 양화로 45, 메세나폴리스 10층",
                                "businessType", "정보통신업",
                                "businessItem", "응용 소프트웨어 개발 및 공급업",
                                "email", "bill@narae.example"))
                        .getBytes(StandardCharsets.UTF_8))
                .put("/v1/tenants/{t}/billing-profile", tenant)
                .then()
                .statusCode(200);
        String month = YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE))
                .minusMonths(1)
                .toString();
        int id = post("/v1/invoices", Map.of("tenant", tenant, "month", month))
                .statusCode(201)
                .extract()
                .path("id");
        operator().post("/v1/invoices/{id}/finalise", id).then().statusCode(200);
        return id;
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
