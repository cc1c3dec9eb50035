package kr.hangil.billing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kr.hangil.billing.RunningBilling;
import org.junit.jupiter.api.Test;

/** Disk and connections are bounded, whoever asks and however it ends. Two files are written at once, of 2,000 rows at most. */
@QuarkusTest
class ExportLimitsTest extends RunningBilling {

    private static final Path FOLDER = Path.of("target/exports");
    private static final int MOST_ROWS = 2_000;
    private static final int AT_ONCE = 2;
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void shouldTellTheThirdToComeAgainAndTakeItThen() throws Exception {
        deliver(List.of(event().tokens(1, 0, 0).build())).statusCode(200);
        try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE);
                Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE usage_rollup");
            List<Future<Response>> first = startTwo(readers);
            await().until(() -> waiting(statement) == AT_ONCE);

            export("usage").then().statusCode(429).header("Retry-After", "5").body("error.code", equalTo("queue_full"));
            connection.rollback();

            assertWhole(first);
            assertWhole(startTwo(readers));
        }
        noFileIsLeft();
    }

    @Test
    void shouldRefuseAFileThatWouldBeTooLongAndLeaveNothing() throws SQLException {
        useProjects(MOST_ROWS, "p");
        assertThat(export("usage?group_by=project").asString().lines()).hasSize(1 + MOST_ROWS);
        useProjects(1, "q");

        for (int again = 0; again <= AT_ONCE; again++) {
            for (String format : List.of("csv", "parquet")) {
                export("usage?group_by=project&format=" + format)
                        .then()
                        .statusCode(400)
                        .body("error.param", equalTo("group_by"))
                        .body("error.message", containsString("more than 2000 rows"));
            }
        }

        noFileIsLeft();
        assertNoConnectionIsHeld();
    }

    /** It asks for one file after the other and reads none, until the kernel takes no more for it: some megabytes. */
    @Test
    void shouldHoldNoConnectionForASlowReaderAndNothingForOneWhoLeft() throws Exception {
        useProjects(MOST_ROWS, "x".repeat(240));
        try (Socket reader = new Socket();
                ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE)) {
            reader.setReceiveBufferSize(4_096);
            reader.connect(new InetSocketAddress("localhost", RestAssured.port));
            ask(reader, "usage?group_by=project,key,region", 12);
            await().atMost(SOON).during(Duration.ofSeconds(1)).until(() -> files().size() == 1);

            assertNoConnectionIsHeld();
            assertWhole(startTwo(readers));
            await().until(() -> files().size() == 1);
        }

        noFileIsLeft();
        assertThat(export("usage").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldFreeThePlaceOfOneWhoLeftWhileItsFileWasWritten() throws Exception {
        deliver(List.of(event().tokens(1, 0, 0).build())).statusCode(200);
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE usage_rollup");
            for (int i = 0; i < AT_ONCE; i++) {
                int waiting = i + 1;
                try (Socket reader = new Socket("localhost", RestAssured.port)) {
                    ask(reader, "usage", 1);
                    await().until(() -> waiting(statement) == waiting);
                    assertThat(reader.isConnected()).isTrue();
                }
            }
            connection.rollback();
        }

        await().until(() -> export("usage").statusCode() == 200);
        try (ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE)) {
            assertWhole(startTwo(readers));
        }
        noFileIsLeft();
        assertNoConnectionIsHeld();
    }

    private void useProjects(int count, String prefix) {
        for (int from = 0; from < count; from += 1_000) {
            deliver(IntStream.range(from, Math.min(count, from + 1_000))
                            .mapToObj(i -> event().tokens(1, 0, 0)
                                    .data("project", prefix + i)
                                    .data("keyId", "k" + prefix)
                                    .data("region", "r" + prefix)
                                    .build())
                            .toList())
                    .statusCode(200);
        }
    }

    private Response export(String question) {
        return operator().get("/v1/tenants/" + tenant + "/exports/" + question);
    }

    private List<Future<Response>> startTwo(ExecutorService readers) {
        return IntStream.range(0, AT_ONCE)
                .mapToObj(i -> readers.submit(() -> export("usage")))
                .toList();
    }

    private static void assertWhole(List<Future<Response>> answers) throws ExecutionException, InterruptedException {
        for (Future<Response> answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(answer.get().asString()).endsWith("\r\n");
        }
    }

    private void ask(Socket socket, String question, int times) throws IOException {
        socket.getOutputStream()
                .write("GET /v1/tenants/%s/exports/%s HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer %s\r\n\r\n"
                        .formatted(tenant, question, keycloak.token("hangil-cli"))
                        .repeat(times)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static int waiting(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(
                "SELECT count(*) FROM pg_locks WHERE relation = 'usage_rollup'::regclass AND NOT granted")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void assertNoConnectionIsHeld() throws SQLException {
        try (Connection connection = postgres.connect("billing");
                Statement statement = connection.createStatement()) {
            await().untilAsserted(() -> {
                try (var rows = statement.executeQuery("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE usename = 'billing' AND pid <> pg_backend_pid() AND state <> 'idle'
                        """)) {
                    rows.next();
                    assertThat(rows.getInt(1)).isZero();
                }
            });
        }
    }

    private static void noFileIsLeft() {
        await().untilAsserted(() -> assertThat(files()).isEmpty());
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.toList();
        }
    }
}
