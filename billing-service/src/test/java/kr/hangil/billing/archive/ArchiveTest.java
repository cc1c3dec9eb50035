package kr.hangil.billing.archive;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.Events;
import kr.hangil.billing.ParquetFile;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.stack.quarkus.Midday;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ArchiveTest extends OldMonth {

    @Test
    void shouldAnswerEverythingAsBeforeOnceAMonthLiesInAFile() throws IOException, SQLException {
        useAndBill();
        List<String> before = answers();
        List<Object> pages = pages();
        assertThat(pages).hasSize(EVENTS);

        archive();

        assertThat(answers()).isEqualTo(before);
        assertThat(pages()).isEqualTo(pages);
        assertThat(number("SELECT count(*) FROM usage_identity WHERE tenant = '" + tenant + "'"))
                .isEqualTo(EVENTS);
        operator().get("/v1/archives").then().body("data.month", hasItem(month.toString()));
        // Anybody else's tools read it.
        try (ParquetFile file = new ParquetFile(Files.readAllBytes(file()))) {
            assertThat(file.query(
                            "SELECT count(*), sum(prompt_tokens)::bigint, sum(image_quantity)::bigint FROM $file WHERE tenant = '"
                                    + tenant + "'"))
                    .containsExactly(List.of("40", "4780", "39"));
        }
    }

    @Test
    void shouldRefuseWhatWouldChangeAnArchivedMonth() {
        useAndBill();
        archive();

        // What was charged without a price of its own stays so.
        publish(price(model, "cached_prompt", "1", begins.toString(), null))
                .statusCode(409)
                .body("error.message", containsString("charged already"));
        publish(price(model, "request", "1", ends.toString(), null)).statusCode(201);
        // The same identity at another time is no second event.
        deliver(List.of(at(Midday.now()))).body("results.verdict", contains("conflict"));

        // As if the doors were wider than when the month was archived.
        travel(ends.plus(Duration.ofDays(5)));
        deliver(List.of(event().at(ends.minusSeconds(5)).tokens(1, 0, 0).build()))
                .statusCode(409)
                .body("error.message", containsString("usage of " + month + " is archived"));
        operator()
                .contentType(UsageEvent.BATCH_MEDIA_TYPE)
                .body(Events.json(
                        List.of(event().at(ends.minusSeconds(5)).tokens(1, 0, 0).build())))
                .post("/v1/usage/backfills?dryRun=true&reason=late")
                .then()
                .statusCode(409)
                .body("error.message", containsString("archived"));
        travelHome();
        verified();
    }

    @Test
    void shouldNameAFileThatIsLostOrHasChanged() throws IOException {
        useAndBill();
        archive();
        Path file = file();
        byte[] whole = Files.readAllBytes(file);
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        try {
            Files.write(file, changed);
            unreadable(file.getFileName() + " has changed");
            operator()
                    .get("/v1/rating-runs/{id}", run)
                    .then()
                    .statusCode(503)
                    .body("error.message", containsString(file.getFileName() + " has changed"));

            Files.delete(file);
            unreadable(file.getFileName() + " is missing");
            operator()
                    .get("/v1/tenants/{t}/events", tenant)
                    .then()
                    .statusCode(503)
                    .body("error.message", containsString(file.getFileName() + " is missing"));
        } finally {
            Files.write(file, whole);
        }
        verified();
    }

    @Test
    void shouldSayWhyAMonthMayNotBeArchivedYet() {
        String young = YearMonth.from(Midday.today()).minusMonths(2).toString();
        post("/v1/archives", Map.of("month", young))
                .statusCode(200)
                .body("refusals", hasItem(containsString("usage of it is taken until")));
        post("/v1/archives", Map.of("month", month.toString(), "dryRun", false))
                .statusCode(409)
                .body("error.param", equalTo("month"))
                .body("error.message", containsString("there is no usage of it"));
        post("/v1/archives", Map.of("month", "2023-13")).statusCode(400);

        use();
        deliver(List.of(event().data("servedModel", model + "-x")
                        .at(ends.minusSeconds(9))
                        .tokens(1, 0, 0)
                        .build()))
                .statusCode(200);
        travelHome();
        refused("1 event(s) of it wait for a price");
        refused("1 tenant(s), " + tenant + " among them, are not billed for all of it");
        publish(price(model + "-x", "prompt", "0", begins.toString(), null)).statusCode(201);
        post("/v1/invoices", Map.of("tenant", tenant, "month", month.toString()))
                .statusCode(201);
        refused("1 invoice(s) with usage of it are not final");
        assertThat(number("SELECT count(*) FROM archive WHERE month = '" + month + "-01'"))
                .isZero();
        gateway()
                .contentType("application/json")
                .body("{}")
                .post("/v1/archives")
                .then()
                .statusCode(403);
    }

    private void refused(String reason) {
        post("/v1/archives", Map.of("month", month.toString())).statusCode(200).body("refusals", hasItem(reason));
        post("/v1/archives", Map.of("month", month.toString(), "dryRun", false))
                .statusCode(409)
                .body("error.message", containsString(reason));
    }

    private void unreadable(String what) {
        operator()
                .get("/v1/verification")
                .then()
                .body("ok", equalTo(false))
                .body("differences.findAll { it.kind == 'archive_unreadable' }.detail", hasItem(containsString(what)));
    }

    /** The first event of the month again, at another time. */
    private Map<String, @Nullable Object> at(Instant time) {
        Map<String, @Nullable Object> again = new LinkedHashMap<>(first);
        again.put("time", time.toString());
        return again;
    }
}
