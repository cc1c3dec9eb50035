package kr.hangil.billing.verification;

import static java.util.concurrent.TimeUnit.SECONDS;
import static kr.hangil.billing.Events.price;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looks twice a change at all there is, so it comes while that is little. */
@Order(1)
@QuarkusTest
class VerificationTest extends RunningBilling {

    /** Each change is made behind the triggers' back and undone: the ledger is everyone's. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usage_event    | UPDATE usage_event SET prompt_tokens = prompt_tokens + 1 WHERE tenant = '%s' "
                        + "| UPDATE usage_event SET prompt_tokens = prompt_tokens - 1 WHERE tenant = '%s' | content_changed",
                "usage_event    | UPDATE usage_event SET outcome = 'FAILED' WHERE tenant = '%s' "
                        + "| UPDATE usage_event SET outcome = 'COMPLETED' WHERE tenant = '%s' | content_changed",
                "usage_event    | UPDATE usage_event SET tenant = '%s-x' WHERE tenant = '%1$s' "
                        + "| UPDATE usage_event SET tenant = '%s' WHERE tenant = '%1$s-x' | event_without_identity",
                "charge         | UPDATE charge SET amount = amount * 2 WHERE seq IN (SELECT seq FROM usage_event WHERE tenant = '%s') "
                        + "| UPDATE charge SET amount = amount / 2 WHERE seq IN (SELECT seq FROM usage_event WHERE tenant = '%s') | charge_differs",
                "charge         | UPDATE charge SET seq = -seq WHERE seq IN (SELECT seq FROM usage_event WHERE tenant = '%s') "
                        + "| UPDATE charge SET seq = -seq WHERE -seq IN (SELECT seq FROM usage_event WHERE tenant = '%s') | charge_without_event",
                "usage_event    | UPDATE usage_event SET seq = -seq WHERE tenant = '%s' "
                        + "| UPDATE usage_event SET seq = -seq WHERE tenant = '%s' | event_missing",
            })
    void shouldNameWhatWasChangedBehindItsBack(String table, String change, String undo, String kind)
            throws SQLException {
        book();
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE " + table + " DISABLE TRIGGER append_only");
            try {
                statement.execute(change.formatted(tenant));

                operator()
                        .get("/v1/verification")
                        .then()
                        .statusCode(200)
                        .body("ok", equalTo(false))
                        .body("differences.kind", hasItem(kind));
            } finally {
                statement.execute(undo.formatted(tenant));
                statement.execute("ALTER TABLE " + table + " ENABLE TRIGGER append_only");
            }
        }
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET requests = requests + 1 | SET requests = requests - 1",
                "SET prompt_tokens = prompt_tokens - 1 | SET prompt_tokens = prompt_tokens + 1",
                "SET reasoning_tokens = reasoning_tokens + 1 | SET reasoning_tokens = reasoning_tokens - 1",
                "SET images = images + 1 | SET images = images - 1",
                "SET audio_seconds = audio_seconds + 1 | SET audio_seconds = audio_seconds - 1",
                "SET unrated = unrated + 1 | SET unrated = unrated - 1",
                "SET amount = amount + 0.000000000000001 | SET amount = amount - 0.000000000000001",
                "SET key_id = concat(key_id, 'x') | SET key_id = rtrim(key_id, 'x')",
                "SET period_start = period_start - interval '1 day' | SET period_start = period_start + interval '1 day'",
            })
    void shouldNameARollupThatIsNotTheSumOfItsEvents(String change, String undo) throws SQLException {
        book();
        String row = " WHERE period = 'day' AND tenant = '%s'".formatted(tenant);
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE usage_rollup " + change + row);
            try {
                operator()
                        .get("/v1/verification")
                        .then()
                        .body("ok", equalTo(false))
                        .body("differences.kind", hasItem("usage_rollup_differs"))
                        .body("differences.tenant", hasItem(tenant));
            } finally {
                statement.execute("UPDATE usage_rollup " + undo + row);
            }
        }
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET quantity = quantity + 1 | SET quantity = quantity - 1",
                "SET amount = amount + 0.000000000000001 | SET amount = amount - 0.000000000000001",
                "SET month = (month + interval '1 month')::date | SET month = (month - interval '1 month')::date",
            })
    void shouldNameAMonthThatIsNotTheSumOfItsCharges(String change, String undo) throws SQLException {
        book();
        String row = " WHERE tenant = '%s'".formatted(tenant);
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE charge_total " + change + row);
            try {
                operator().get("/v1/verification").then().body("differences.kind", hasItem("charge_total_differs"));
            } finally {
                statement.execute("UPDATE charge_total " + undo + row);
            }
        }
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    @Test
    void shouldNameAnEventThatWaitsForAPriceThatIsThere() throws SQLException {
        book();
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO unrated_event (seq, event_time, model, missing)
                    SELECT seq, event_time, '-', 'prompt' FROM usage_event WHERE tenant = '%s'""".formatted(tenant));

            operator().get("/v1/verification").then().body("differences.kind", hasItem("parked_wrongly"));

            statement.execute("DELETE FROM unrated_event WHERE seq IN (SELECT seq FROM usage_event WHERE tenant = '%s')"
                    .formatted(tenant));
        }
    }

    @Test
    void shouldTellWhoeverWaitsHowFarItIs() throws Exception {
        book();
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<String> told = client.send(
                            verification().header("accept", "text/event-stream").build(),
                            HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> !line.isEmpty())
                    .toList();

            assertThat(told).startsWith("event:progress").element(1).asString().startsWith("data:{\"step\":");
            assertThat(told.get(told.size() - 2)).isEqualTo("event:report");
            assertThat(told.getLast()).startsWith("data:{\"ok\":true,\"events\":");
        }
    }

    @Test
    void shouldTellWhoeverWaitsWhyItEnds() throws Exception {
        try (SlowLedger slow = new SlowLedger();
                HttpClient client = HttpClient.newHttpClient()) {
            // Given
            CompletableFuture<HttpResponse<Stream<String>>> answer =
                    slow.verifiedBy(client, "text/event-stream", HttpResponse.BodyHandlers.ofLines());

            // When
            slow.endWhoWaits();

            // Then
            List<String> told = answer.get(20, SECONDS).body().toList();
            assertThat(told).contains("event:error").doesNotContain("event:report");
            assertThat(told).anyMatch(line -> line.contains("the billing database does not answer; try again"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void shouldEndWhenItsClientLeaves(String accepted) throws Exception {
        try (SlowLedger slow = new SlowLedger();
                HttpClient client = HttpClient.newHttpClient()) {
            // Given
            CompletableFuture<?> answer = slow.verifiedBy(client, accepted, HttpResponse.BodyHandlers.discarding());

            // When
            answer.cancel(true);

            // Then
            await().atMost(20, SECONDS).until(() -> slow.waiting() == 0);
        }
        operator().get("/v1/verification").then().body("ok", equalTo(true));
    }

    private HttpRequest.Builder verification() {
        return HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/v1/verification"))
                .header("authorization", "Bearer " + operatorToken());
    }

    private void book() {
        publish(price(model, "prompt", "1", "2026-01-01T00:00:00Z", null)).statusCode(201);
        deliver(List.of(event().tokens(5, 0, 0).build())).statusCode(200);
    }

    /** A ledger that takes long to read: another transaction has it until this is closed. */
    private final class SlowLedger implements AutoCloseable {

        private static final String WAITING = """
                 FROM pg_stat_activity
                WHERE usename = current_user AND wait_event_type = 'Lock' AND query LIKE '%usage_identity%'""";

        private final Connection holding = postgres.connect("billing");
        private final Connection watching = postgres.connect("billing");

        SlowLedger() throws SQLException {
            holding.setAutoCommit(false);
            try (Statement statement = holding.createStatement()) {
                statement.execute("LOCK TABLE usage_identity IN ACCESS EXCLUSIVE MODE");
            }
        }

        /** Has it verified; that has begun when this returns. */
        <T> CompletableFuture<HttpResponse<T>> verifiedBy(
                HttpClient client, String accepted, HttpResponse.BodyHandler<T> answer) {
            CompletableFuture<HttpResponse<T>> asked =
                    client.sendAsync(verification().header("accept", accepted).build(), answer);
            await().atMost(20, SECONDS).until(() -> waiting() == 1);
            return asked;
        }

        int waiting() throws SQLException {
            try (Statement statement = watching.createStatement();
                    ResultSet count = statement.executeQuery("SELECT count(*)" + WAITING)) {
                count.next();
                return count.getInt(1);
            }
        }

        void endWhoWaits() throws SQLException {
            try (Statement statement = watching.createStatement()) {
                statement.execute("SELECT pg_terminate_backend(pid)" + WAITING);
            }
        }

        @Override
        public void close() throws SQLException {
            holding.close();
            watching.close();
        }
    }
}
