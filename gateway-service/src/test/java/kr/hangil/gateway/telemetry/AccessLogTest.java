package kr.hangil.gateway.telemetry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import kr.hangil.contracts.usage.UsageData.Outcome;
import kr.hangil.gateway.metering.TokenCounts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessLogTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-30T03:04:05.678Z"), ZoneOffset.UTC);
    private final LogEntries entries = new LogEntries("access");
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
            log.add(new AccessLine(
                    "req_1", Outcome.COMPLETED, "narae", "k1", "mini", "pod-0", 1, TokenCounts.NONE, null, 3L, 9));
            log.add(new AccessLine(
                    "req_2", Outcome.FAILED, "bada", null, "mini", null, 2, TokenCounts.NONE, "req_0", null, 7));
        });

        String time = clock.instant()
                .atZone(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX"));
        assertThat(entries.queue().poll(5, SECONDS))
                .isEqualTo(time + " INFO  [access]  req_1 COMPLETED tenant=narae key=k1 model=mini replica=pod-0"
                        + " attempt=1 prompt=0 completion=0 ttft=3 ms=9" + System.lineSeparator() + time
                        + " INFO  [access]  req_2 FAILED tenant=bada key=null model=mini replica=null"
                        + " attempt=2 prompt=0 completion=0 repeat-of=req_0 ttft=null ms=7");
    }
}
