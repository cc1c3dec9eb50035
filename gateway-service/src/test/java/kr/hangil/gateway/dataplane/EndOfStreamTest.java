package kr.hangil.gateway.dataplane;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import kr.hangil.gateway.telemetry.LogEntries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that has read the end of its stream was served, however abruptly it goes. */
@QuarkusTest
class EndOfStreamTest extends TranslatedDataPlane {

    /** So many that some meet the gateway before it has done with the request. */
    private static final int ROUNDS = 50;

    private final LogEntries access = new LogEntries("access");

    @AfterEach
    void stopListening() {
        access.close();
    }

    @ParameterizedTest
    @CsvSource({
        CHAT + ", data: [DONE]",
        COMPLETIONS + ", data: [DONE]",
        MESSAGES + ", event: message_stop",
        RESPONSES + ", event: response.completed"
    })
    void shouldRecordASuccessWhenTheClientLeavesAtTheEndMark(String path, String endMark) throws IOException {
        // Given
        double failedBefore = failed();

        // When
        for (int i = 0; i < ROUNDS; i++) {
            try (Socket client = open(path, "stream")) {
                client.setSoLinger(true, 0);
                readUntil(client.getInputStream(), endMark);
            }
        }

        // Then
        await().atMost(20, SECONDS)
                .until(() -> standIns.billing().booked(tenant).size() >= ROUNDS);
        assertThat(standIns.billing().booked(tenant))
                .hasSize(ROUNDS)
                .allSatisfy(event -> assertThat(event.getString("outcome")).isEqualTo("completed"));
        assertThat(access.queue().stream()
                        .flatMap(String::lines)
                        .filter(line -> line.contains(" tenant=" + tenant + " ")))
                .hasSize(ROUNDS)
                .allMatch(line -> line.contains(" COMPLETED tenant="));
        assertThat(failed()).isEqualTo(failedBefore);
    }

    /** Requests that the metrics have as failed with anything. */
    private double failed() {
        return given().port(managementPort)
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("gen_ai_server_request_duration_seconds_count{"))
                .filter(line -> !line.contains("error_type=\"\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
