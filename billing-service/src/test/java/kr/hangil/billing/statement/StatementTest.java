package kr.hangil.billing.statement;

import static io.restassured.RestAssured.given;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.BilledMonth;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StatementTest extends BilledMonth {

    private static final Path FONT = Path.of("/usr/share/fonts/truetype/nanum/NanumGothic.ttf");

    @Test
    void shouldPrintTheNumbersOfTheInvoiceInKoreanAndInEnglish() throws IOException {
        useAMonth();
        agree("INCLUSIVE", "10");
        profile();
        grantBackdated(300);
        Billed billed = bill();
        post("/v1/invoices/" + billed.id() + "/credit-notes", Map.of("line", 1, "supplyWon", 1_000, "reason", "장애 보상"))
                .statusCode(200);
        JsonPath invoice = operator()
                .get("/v1/tenants/{t}/invoices/{n}", tenant, billed.number())
                .then()
                .extract()
                .jsonPath();

        Response korean = statement(billed, "");
        if (!Files.isReadable(FONT)) {
            assertThat(korean.statusCode()).isEqualTo(503);
            assertThat(korean.jsonPath().getString("error.message")).contains("hangil.billing.print.font");
            return;
        }
        Response english = operator()
                .header("Accept-Language", "en-GB,en;q=0.9,ko;q=0.5")
                .get("/v1/tenants/{t}/invoices/{n}/statement", tenant, billed.number());

        assertThat(korean.header("content-language")).isEqualTo("ko");
        assertThat(english.header("content-language")).isEqualTo("en");
        Files.write(Path.of("target/statement-ko.pdf"), korean.asByteArray());
        Files.write(Path.of("target/statement-en.pdf"), english.asByteArray());
        for (String text : List.of(text(korean), text(english))) {
            for (long won : invoice.getList("lines.won", Long.class)) {
                assertThat(text).contains("%,d".formatted(won));
            }
            assertThat(text)
                    .contains(billed.number(), "123-45-67891", "120-81-47521", "나래소프트 주식회사", model)
                    .contains("10,000,001", "150 / 1,000,000", "200.5 / 1,000,000")
                    .contains("%,d".formatted(invoice.getLong("supplyWon")))
                    .contains("%,d".formatted(invoice.getLong("vatWon")))
                    .contains("%,d".formatted(invoice.getLong("totalWon")))
                    .contains("-1,000", "-100", "장애 보상")
                    .contains("%,d".formatted(invoice.getLong("totalWon") - invoice.getLong("creditedWon")));
        }
        assertThat(text(korean))
                .contains("이용 명세서", "입력 토큰", "출력 토큰", "계약 할인 10%", "선불 크레딧 사용", "부가가치세", "1 / 1쪽")
                .contains(month.getYear() + "년 " + month.getMonthValue() + "월");
        assertThat(text(english))
                .contains("Statement of usage", "prompt tokens", "contract discount 10 %", "VAT (10 %)", "Page 1 of 1");
    }

    @Test
    void shouldGoOnOnAsManyPagesAsItTakes() throws IOException {
        Assumptions.assumeTrue(Files.isReadable(FONT));
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String one = "%s-%02d".formatted(model, i);
            publish(price(one, "prompt", "1000000", "2026-01-01T00:00:00Z", null))
                    .statusCode(201);
            events.add(event().data("servedModel", one)
                    .at(THIS_MONTH.minus(Duration.ofDays(2)))
                    .tokens(1_000 + i, 0, 0)
                    .build());
        }
        deliver(events).statusCode(200);
        profile();
        Billed billed = bill();

        Response answer = statement(billed, "?lang=ko");

        Files.write(Path.of("target/statement-long.pdf"), answer.asByteArray());
        try (PDDocument pdf = Loader.loadPDF(answer.asByteArray())) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(2);
            PDFTextStripper second = new PDFTextStripper();
            second.setStartPage(2);
            assertThat(second.getText(pdf)).contains("2 / 2쪽", "내역", "합계").doesNotContain("이용 명세서");
        }
        assertThat(text(answer)).contains("1,000", "1,059", "1 / 2쪽");
    }

    @Test
    void shouldNameTheLanguageThatIsNotThereAndKeepOthersOut() {
        useAMonth();
        profile();
        Billed billed = bill();

        statement(billed, "?lang=fr").then().statusCode(400).body("error.param", equalTo("lang"));
        operator()
                .get("/v1/tenants/{t}/invoices/HGL-1999-000001/statement", tenant)
                .then()
                .statusCode(404);
        given().auth()
                .oauth2(keycloak.userToken("haneul@narae.example"))
                .get("/v1/tenants/{t}/invoices/{n}/statement", tenant, billed.number())
                .then()
                .statusCode(403);
    }

    private Response statement(Billed billed, String query) {
        return operator().get("/v1/tenants/{t}/invoices/{n}/statement" + query, tenant, billed.number());
    }

    private static String text(Response answer) throws IOException {
        try (PDDocument pdf = Loader.loadPDF(answer.asByteArray())) {
            return new PDFTextStripper().getText(pdf);
        }
    }
}
