package kr.hangil.billing.invoice;

import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RatingRunTest extends InvoiceSteps {

    private static final String EARLY = "2026-01-01T00:00:00Z";

    @Test
    void shouldComeToTheSameAfterLateUsageCameAndWaitingUsageWasChargedAndInvoicesWereVoided() {
        oneWonAToken();
        deliver(List.of(
                        last(1).tokens(1_000, 0, 0).build(),
                        last(2).tokens(500, 0, 100).build()))
                .statusCode(200);
        profile(tenant);
        int first = drafted(1_000).getInt("id");
        int firstRun = runOf(first);
        finalise(first).statusCode(200);
        deliver(List.of(last(1).tokens(70, 0, 0).build())).statusCode(200);
        int second = drafted(70).getInt("id");
        int secondRun = runOf(second);
        finalise(second).statusCode(200);

        deliver(List.of(last(1).tokens(7, 0, 0).build())).statusCode(200);
        publish(price(model, "completion", "1000000", EARLY, null)).statusCode(201);
        step(first, "void", "reason", "wrong party").statusCode(200);

        replayed(firstRun, "1000.000000000");
        replayed(secondRun, "70.000000000");
        drafted(1_000 + 600 + 7);
        verified();
    }

    /** A contract that is agreed after an invoice was voided is none of the run before it. */
    @Test
    void shouldComeToTheSameWhenOtherTermsWereAgreedSince() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build())).statusCode(200);
        int draft = drafted(1_000).getInt("id");
        int run = runOf(draft);
        operator().delete("/v1/invoices/{id}", draft).then().statusCode(204);

        agree(month, "INCLUSIVE", "50").statusCode(201);

        replayed(run, "1000.000000000");
        drafted(454);
        verified();
    }

    @Test
    void shouldComeToTheSameSumHoweverUsageIsCutIntoInvoices() {
        Instant change = THIS_MONTH.minus(Duration.ofDays(2));
        publish(
                        tiered(price(model, "prompt", "150.7", EARLY, change.toString()), "150.7", "100"),
                        tiered(price(model, "prompt", "200", change.toString(), null), "200", "120"),
                        price(model, "completion", "600.000000001", EARLY, null))
                .statusCode(201);
        profile(tenant);
        String other = unique("whole");
        List<Map<String, ?>> all = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        Random random = new Random(7);
        for (int cut = 0; cut < 6; cut++) {
            for (int i = 0; i < 4; i++) {
                var one = event().at(THIS_MONTH.minus(Duration.ofHours(1 + random.nextInt(80))))
                        .tokens(random.nextInt(1_500_000), 0, 1 + random.nextInt(300_000));
                deliver(List.of(one.build())).statusCode(200);
                all.add(one.with("subject", other).data("tenant", other).build());
            }
            JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();
            sum = sum.add(new BigDecimal(draft.getString("exact")));
            finalise(draft.getInt("id")).statusCode(200);
            replayed(draft.getInt("ratingRunId"), draft.getString("exact"));
        }
        deliver(all).statusCode(200);

        JsonPath whole = draft(other).statusCode(201).extract().jsonPath();

        assertThat(whole.getString("exact")).isEqualTo(sum.toPlainString());
        assertThat(whole.getList("lines.findAll { it.terms == 'tiers' }")).hasSize(2);
        verified();
    }

    @Test
    void shouldComeToTheSameWhenUsageWasStoredAndChargedWhileItWasDrawn() throws Exception {
        oneWonAToken();
        String waiting = unique("waiting");
        deliver(List.of(last(1).tokens(1, 0, 0).build())).statusCode(200);
        List<Integer> runs = new ArrayList<>();
        try (ExecutorService gateways = Executors.newFixedThreadPool(4)) {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int nth = i;
                sent.add(gateways.submit(() -> {
                    deliver(List.of(
                                    last(1).tokens(1 + nth, 0, 0).build(),
                                    last(2).tokens(5, 0, 0).build(),
                                    last(3).data("servedModel", waiting)
                                            .tokens(nth, 0, 1)
                                            .build()))
                            .statusCode(200);
                    if (nth == 50) {
                        publish(
                                        price(waiting, "prompt", "1000000", EARLY, null),
                                        price(waiting, "completion", "1000000", EARLY, null))
                                .statusCode(201);
                    }
                }));
            }
            while (!sent.stream().allMatch(Future::isDone)) {
                JsonPath draft = draft(tenant).statusCode(201).extract().jsonPath();
                runs.add(draft.getInt("ratingRunId"));
                operator()
                        .delete("/v1/invoices/{id}", draft.getInt("id"))
                        .then()
                        .statusCode(204);
            }
            for (Future<?> one : sent) {
                one.get(10, TimeUnit.SECONDS);
            }
        }

        assertThat(runs).isNotEmpty();
        runs.forEach(run -> replay(run).body("identical", equalTo(true)));
        verified();
    }

    /** Under a cut-off that waited for nothing, what such a transaction commits would be in it and in no sum. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO usage_identity (tenant, source, event_id, content_hash, event_time)"
                        + " VALUES ('%s', 's', 'e', sha256('e'), now())",
                "INSERT INTO charge (event_time, seq, meter, price_id, quantity, amount) SELECT event_time, -seq, 'prompt',"
                        + " 1, 1, 1 FROM usage_event WHERE tenant = '%s'",
            })
    void shouldNotTakeACutoffWhileSomebodyStoresOrCharges(String under) throws SQLException {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build())).statusCode(200);
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(under.formatted(tenant));

            draft(tenant).statusCode(503).body("error.message", containsString("does not come to an end"));

            connection.rollback();
        }
        drafted(1_000);
    }

    @Test
    void shouldRefuseToChangeARunInTheDatabase() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build())).statusCode(200);
        int id = runOf(drafted(1_000).getInt("id"));

        for (String change : List.of(
                "UPDATE rating_run SET exact = 0 WHERE id = ",
                "DELETE FROM rating_run WHERE id = ",
                "UPDATE rating_run_usage SET quantity = 1 WHERE run_id = ",
                "DELETE FROM rating_run_usage WHERE run_id = ")) {
            assertThatThrownBy(() -> execute(change + id))
                    .hasCauseInstanceOf(SQLException.class)
                    .hasMessageContaining("refused");
        }
    }

    /** Each change is made behind the triggers' back and undone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rating_run       | SET exact = exact + 1       | SET exact = exact - 1       | id",
                "rating_run       | SET sequence_cutoff = 0     | SET sequence_cutoff = %s    | id",
                "rating_run       | SET fingerprint = sha256(fingerprint) | SET fingerprint = decode('%s', 'hex') | id",
                "rating_run_usage | SET quantity = quantity + 1 | SET quantity = quantity - 1 | run_id",
                "rating_run_usage | SET amount = amount - 0.000000000000001 | SET amount = amount + 0.000000000000001 | run_id",
                "rating_run_usage | SET billed_terms = 1        | SET billed_terms = 0        | run_id",
            })
    void shouldNameARunThatIsNotAsItWas(String table, String change, String undo, String id) {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build())).statusCode(200);
        int run = runOf(drafted(1_000).getInt("id"));
        JsonPath was = replay(run).extract().jsonPath();
        String before = was.getString(undo.contains("decode") ? "run.fingerprint" : "run.cutoff.sequence");
        execute("ALTER TABLE " + table + " DISABLE TRIGGER append_only");
        try {
            execute("UPDATE %s %s WHERE %s = %d".formatted(table, change, id, run));

            operator()
                    .get("/v1/verification")
                    .then()
                    .body("differences.findAll { it.kind == 'rating_run_differs' }.id", hasItem("run " + run));
        } finally {
            execute("UPDATE %s %s WHERE %s = %d".formatted(table, undo.formatted(before), id, run));
            execute("ALTER TABLE " + table + " ENABLE TRIGGER append_only");
        }
        verified();
    }

    @Test
    void shouldListRunsOfATenant() {
        oneWonAToken();
        deliver(List.of(last(1).tokens(1_000, 0, 0).build())).statusCode(200);
        int run = runOf(drafted(1_000).getInt("id"));

        operator()
                .get("/v1/rating-runs?tenant={t}", tenant)
                .then()
                .statusCode(200)
                .body("data.id", equalTo(List.of(run)))
                .body("data[0].eventCutoff", equalTo(THIS_MONTH.toString()))
                .body("data[0].lines", equalTo(1));
        operator().get("/v1/rating-runs/{id}", Integer.MAX_VALUE).then().statusCode(404);
    }

    private JsonPath drafted(int supplyWon) {
        return draft(tenant)
                .statusCode(201)
                .body("supplyWon", equalTo(supplyWon))
                .extract()
                .jsonPath();
    }

    private int runOf(int invoice) {
        return operator().get("/v1/invoices/{id}", invoice).then().extract().path("ratingRunId");
    }

    private ValidatableResponse replay(int run) {
        return operator().get("/v1/rating-runs/{id}", run).then().statusCode(200);
    }

    private void replayed(int run, String exact) {
        replay(run).body("run.exact", equalTo(exact)).body("identical", equalTo(true));
    }
}
