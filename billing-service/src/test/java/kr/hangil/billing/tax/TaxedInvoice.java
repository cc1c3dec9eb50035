package kr.hangil.billing.tax;

import static kr.hangil.billing.Events.price;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kr.hangil.billing.RunningBilling;
import kr.hangil.billing.spending.SpendPeriod;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;

/** A final invoice of last month and the documents that are made of it, up to the folder of the tax service. */
abstract class TaxedInvoice extends RunningBilling {

    static final Path FOLDER = Path.of("target/tax-invoices");
    static final Duration SOON = Duration.ofSeconds(30);

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

    int finalInvoice(long won) {
        publish(price(model, "prompt", "1000000", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(event().at(THIS_MONTH.minus(Duration.ofDays(2)))
                        .tokens(won, 0, 0)
                        .build()))
                .statusCode(200);
        profile();
        int id = drafted();
        operator().post("/v1/invoices/{id}/finalise", id).then().statusCode(200);
        return id;
    }

    int drafted() {
        String month = YearMonth.from(THIS_MONTH.atZone(SpendPeriod.ZONE))
                .minusMonths(1)
                .toString();
        return post("/v1/invoices", Map.of("tenant", tenant, "month", month))
                .statusCode(201)
                .extract()
                .path("id");
    }

    String issued(int id) {
        return operator()
                .post("/v1/tax-invoices/{id}/issue", id)
                .then()
                .statusCode(200)
                .extract()
                .path("approvalNumber");
    }

    byte[] pdf(int id) {
        return operator()
                .get("/v1/tenants/{t}/tax-invoices/{id}/pdf", tenant, id)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    static String text(byte[] pdf) throws IOException {
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(paper);
        }
    }

    static String dashed(String approval) {
        return approval.substring(0, 8) + "-" + approval.substring(8, 16) + "-" + approval.substring(16);
    }

    ValidatableResponse make(int invoice, Map<String, ?> request) {
        return post("/v1/invoices/" + invoice + "/tax-invoices", request);
    }

    ValidatableResponse state(int id, String state) {
        return operator()
                .get("/v1/tenants/{t}/tax-invoices/{id}", tenant, id)
                .then()
                .body("state", equalTo(state));
    }

    static void answer(String number, String answer) throws IOException {
        Path inbox = Files.createDirectories(FOLDER.resolve("inbox"));
        Path part = Files.writeString(inbox.resolve(number + ".part"), answer);
        Files.move(part, inbox.resolve(number + ".json"));
    }
}
