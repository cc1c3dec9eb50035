package kr.hangil.gateway.dataplane;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import kr.hangil.gateway.telemetry.LogEntries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams: as they come, whoever breaks off. */
@QuarkusTest
class StreamsTest extends RunningDataPlane {

    @Test
    void shouldTakeOutInjectedUsageWhenStreamed() {
        String stream = chat("stand-in", "stream", true)
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString();

        assertThat(stream).contains("하나").contains("둘").doesNotContain("usage").endsWith("data: [DONE]\n\n");
        assertThat(onlyEvent().getLong("promptTokens")).isEqualTo(9);
        assertThat(standIns.pod()
                        .asked()
                        .getLast()
                        .getJsonObject("stream_options")
                        .getBoolean("include_usage"))
                .isTrue();
    }

    @Test
    void shouldSayAtTheEndOfAStreamWhatItCostWhenUsageWasAskedFor() {
        JsonObject body =
                body("stand-in", "stream", true).put("stream_options", new JsonObject().put("include_usage", true));

        String stream =
                request(body).post(CHAT).then().statusCode(200).extract().asString();

        String closing = stream.lines()
                .filter(line -> line.contains("\"usage\""))
                .findFirst()
                .orElseThrow();
        JsonObject said = new JsonObject(closing.substring("data: ".length()));
        assertThat(said.getJsonObject("usage").getInteger("prompt_tokens")).isEqualTo(9);
        assertThat(said.getJsonObject("hangil").getMap())
                .containsEntry("cost_krw", "11")
                .containsEntry("region", "kr-ulsan")
                .containsEntry("model_digest", StandInPod.DIGEST);
    }

    @Test
    void shouldGoWellWhenAStreamEndsAsItBeginsToRest() {
        try (LogEntries log = new LogEntries("")) {
            for (int i = 0; i < 40; i++) {
                String stream =
                        chat("stand-in", "as much as goes", true).extract().asString();
                assertThat(stream).endsWith("data: [DONE]\n\n");
            }

            assertThat(log.queue()).noneMatch(entry -> entry.contains("Uncaught exception"));
        }
    }

    @Test
    void shouldTellTheTimeToTheFirstByteOfAStreamThatCameWhole() {
        chat("stand-in", "stream", true).statusCode(200);

        assertThat(onlyEvent().getLong("ttftMillis")).isNotNull();
    }

    @Test
    void shouldEndWithAnErrorEventWhenTheEngineBreaksOff() {
        String stream =
                chat("stand-in", "break", true).statusCode(200).extract().asString();

        assertThat(stream).contains("둘").contains("\"finish_reason\":\"error\"").doesNotContain("[DONE]");
        String last = stream.substring(stream.lastIndexOf("data: ") + 6);
        assertThat(new JsonObject(last).getJsonObject("error").getString("code"))
                .isEqualTo("engine_failed");
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("failed");
        assertThat(event.getLong("completionTokens")).isEqualTo(2);
        assertThat(event.getBoolean("estimated")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void shouldCancelTheEngineAndBillWhatWasDeliveredWhereverTheClientLeavesAStream(int pieces) throws IOException {
        try (Socket client = send("stand-in", "drip " + pieces, true)) {
            await().atMost(20, SECONDS).until(() -> standIns.pod().deadline(tenant) < Long.MAX_VALUE);
            readUntil(client.getInputStream(), pieces == 0 ? "" : "조각" + pieces);
        }

        await().atMost(20, SECONDS).until(() -> standIns.pod().left(tenant) == 1);
        JsonObject event = onlyEvent();
        assertThat(event.getString("outcome")).isEqualTo("cancelled");
        assertThat(event.getLong("completionTokens")).isEqualTo(pieces);
    }

    @Test
    void shouldKeepASilentStreamOpenWithComments() throws IOException {
        try (Socket client = send("stand-in", "held stream", true)) {
            String silent = readUntil(client.getInputStream(), ": ping\n\n");

            standIns.pod().letGo();

            assertThat(silent).startsWith("HTTP/1.1 200 ").doesNotContain("data: ");
            assertThat(readUntil(client.getInputStream(), "data: [DONE]\n\n")).contains("하나");
        }
    }

    @Test
    void shouldPassAnEventOnWithoutWaitingForTheNextAndUncompressed() throws IOException {
        try (Socket client = send("stand-in", "drip 1", true)) {
            assertThat(readUntil(client.getInputStream(), "조각1")).doesNotContainIgnoringCase("content-encoding");
        }
    }

    /** Asked for until it is seen: on a busy machine what the pod sends at once may come in several turns. */
    @Test
    void shouldWriteOnceWhatCameTogether() {
        await().atMost(20, SECONDS).untilAsserted(() -> {
            try (Socket client = send("stand-in", "burst", true)) {
                String seen = readUntil(client.getInputStream(), "셋");

                // A chunk of HTTP ends with a carriage return, an event with line feeds alone.
                assertThat(seen.substring(seen.indexOf("하나"), seen.indexOf("셋")))
                        .doesNotContain("\r");
            }
        });
    }

    @Test
    void shouldHoldBoundedMemoryWhenTheClientDoesNotRead() throws IOException {
        long before = standIns.pod().flooded();
        try (Socket client = send("stand-in", "flood", true)) {
            readUntil(client.getInputStream(), "가");
            await().during(1, SECONDS).atMost(20, SECONDS).until(new Settled(standIns)::check);
            assertThat(standIns.pod().flooded() - before).isLessThan(32 << 20);
        }
    }

    /** Whether the pod has stopped writing since the last look. */
    private static final class Settled {
        private final StandIns standIns;
        private long last = -1;

        Settled(StandIns standIns) {
            this.standIns = standIns;
        }

        boolean check() {
            long now = standIns.pod().flooded();
            boolean same = now == last;
            last = now;
            return same;
        }
    }
}
