package kr.hangil.gateway.telemetry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessLogTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-30T03:04:05.678Z"), ZoneOffset.UTC);
    private final AccessEntries entries = new AccessEntries();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        entries.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldBeginEachLineAsAnyOtherOfTheLog() throws Exception {
        AccessLog log = new AccessLog(clock);
        vertx.runOnContext(ignored -> {
            log.add("req_1 COMPLETED");
            log.add("req_2 FAILED");
        });

        String time = clock.instant()
                .atZone(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX"));
        assertThat(entries.queue().poll(5, SECONDS))
                .isEqualTo(time + " INFO  [access]  req_1 COMPLETED" + System.lineSeparator() + time
                        + " INFO  [access]  req_2 FAILED");
    }
}
