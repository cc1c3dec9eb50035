package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventSplitterTest {

    private static final String STREAM = "data: {\"a\":\"한길\"}\n\n: ping\n\ndata: x\r\n\r\ndata: [DONE]\n\n";

    @Test
    void shouldCutTheSameEventsHoweverChunksFall() {
        byte[] bytes = Buffer.buffer(STREAM).getBytes();
        for (int size = 1; size <= bytes.length; size++) {
            // Given
            EventSplitter splitter = new EventSplitter();
            List<String> events = new ArrayList<>();

            // When
            for (int from = 0; from < bytes.length; from += size) {
                Buffer chunk = Buffer.buffer(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
                splitter.feed(chunk, event -> events.add(event.toString()));
            }

            // Then
            assertThat(events)
                    .as("chunks of %d", size)
                    .containsExactly("data: {\"a\":\"한길\"}\n\n", ": ping\n\n", "data: x\r\n\r\n", "data: [DONE]\n\n");
            assertThat(splitter.pending()).isZero();
        }
    }

    @Test
    void shouldHoldBackAnEventThatHasNotEnded() {
        // Given
        EventSplitter splitter = new EventSplitter();
        List<Buffer> events = new ArrayList<>();

        // When
        splitter.feed(Buffer.buffer("data: {\"err"), events::add);

        // Then
        assertThat(events).isEmpty();
        assertThat(splitter.pending()).isEqualTo(11);
    }

    @Test
    void shouldRefuseAnEventWithoutEnd() {
        // Given
        EventSplitter splitter = new EventSplitter();
        Buffer endless = Buffer.buffer("x".repeat(5 << 20));

        // When, Then
        assertThatIllegalStateException().isThrownBy(() -> splitter.feed(endless, event -> {}));
    }
}
