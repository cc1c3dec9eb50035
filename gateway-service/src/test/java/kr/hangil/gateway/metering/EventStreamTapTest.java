package kr.hangil.gateway.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamTapTest {

    private static final String ROLE =
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    private static final String FIRST = "data: {\"choices\":[{\"delta\":{\"content\":\"한길\"}}],\"usage\":null}\n\n";
    private static final String TRICKY =
            "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":999}\"}}]}\n\n";
    private static final String USAGE = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":2,"
            + "\"prompt_tokens_details\":{\"cached_tokens\":4},\"completion_tokens_details\":{\"reasoning_tokens\":1}}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
    void shouldTakeOutTheUsageChunkWhenTheClientDidNotAskForIt(int size) throws IOException {
        EventStreamTap tap = new EventStreamTap(false, counts -> "");

        String forwarded = feed(tap, ROLE + FIRST + TRICKY + USAGE + DONE, size);

        assertThat(forwarded).isEqualTo(ROLE + FIRST + TRICKY);
        assertThat(tap.end()).isEqualTo(EventStreamTap.End.DONE);
        assertThat(tap.reported()).isEqualTo(new TokenCounts(11, 4, 2, 1, false));
        assertThat(tap.deliveries()).isEqualTo(2);
    }

    @Test
    void shouldPassTheUsageChunkWhenTheClientAskedForIt() throws IOException {
        EventStreamTap tap = new EventStreamTap(true, counts -> "");

        assertThat(feed(tap, FIRST + USAGE + DONE, 5)).isEqualTo(FIRST + USAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10_000})
    void shouldSayInTheUsageChunkWhatTheStreamCost(int size) throws IOException {
        EventStreamTap tap =
                new EventStreamTap(true, counts -> "\"hangil\":{\"cost_krw\":\"" + counts.prompt() + "\"}");

        String forwarded = feed(tap, FIRST + USAGE + DONE, size);

        assertThat(forwarded).isEqualTo(FIRST + USAGE.replace("}}}\n\n", "}},\"hangil\":{\"cost_krw\":\"11\"}}\n\n"));
    }

    @Test
    void shouldUnderstandCarriageReturnsAndComments() throws IOException {
        EventStreamTap tap = new EventStreamTap(false, counts -> "");
        String stream = ": ping\r\n\r\n" + (FIRST + DONE).replace("\n", "\r\n");

        assertThat(feed(tap, stream, 3)).isEqualTo(": ping\r\n\r\n" + FIRST.replace("\n", "\r\n"));
        assertThat(tap.end()).isEqualTo(EventStreamTap.End.DONE);
    }

    @Test
    void shouldTellAnErrorEventFromAnEnd() throws IOException {
        EventStreamTap tap = new EventStreamTap(false, counts -> "");
        String error = "data: {\"error\":{\"message\":\"x\"}}\n\n";

        assertThat(feed(tap, FIRST + error + FIRST, 9)).isEqualTo(FIRST + error);
        assertThat(tap.end()).isEqualTo(EventStreamTap.End.ERROR);
    }

    @Test
    void shouldKnowNothingOfAStreamThatBrokeOff() throws IOException {
        EventStreamTap tap = new EventStreamTap(false, counts -> "");

        feed(tap, FIRST + FIRST.substring(0, 20), 4);

        assertThat(tap.end()).isEqualTo(EventStreamTap.End.NONE);
        assertThat(tap.reported()).isNull();
        assertThat(tap.deliveries()).isEqualTo(1);
    }

    @Test
    void shouldKeepBoundedMemoryWhenAnEventNeverEnds() {
        EventStreamTap tap = new EventStreamTap(false, counts -> "");
        Buffer megabyte = Buffer.buffer("x".repeat(1 << 20));

        assertThatThrownBy(() -> {
                    for (int i = 0; i < 8; i++) {
                        tap.feed(megabyte);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldForwardTheSameBytesHoweverTheyAreCut() throws IOException {
        String stream = ROLE + FIRST.repeat(30) + TRICKY + USAGE + DONE;
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            EventStreamTap tap = new EventStreamTap(true, counts -> "");
            byte[] bytes = Buffer.buffer(stream).getBytes();
            Buffer forwarded = Buffer.buffer();
            for (int at = 0; at < bytes.length; ) {
                int size = Math.min(bytes.length - at, 1 + random.nextInt(200));
                forwarded.appendBuffer(tap.feed(Buffer.buffer().appendBytes(bytes, at, size)));
                at += size;
            }
            assertThat(forwarded.toString() + DONE).isEqualTo(stream);
        }
    }

    private static String feed(EventStreamTap tap, String stream, int size) throws IOException {
        byte[] bytes = Buffer.buffer(stream).getBytes();
        Buffer forwarded = Buffer.buffer();
        for (int at = 0; at < bytes.length; at += size) {
            forwarded.appendBuffer(tap.feed(Buffer.buffer().appendBytes(bytes, at, Math.min(size, bytes.length - at))));
        }
        return forwarded.toString();
    }
}
