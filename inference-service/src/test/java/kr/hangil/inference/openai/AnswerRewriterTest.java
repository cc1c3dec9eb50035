package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerRewriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static AnswerRewriter rewriter(boolean forcedTool) {
        return new AnswerRewriter(
                JSON,
                new EngineRequest(
                        Operation.CHAT,
                        List.of(),
                        1,
                        1,
                        null,
                        true,
                        new EngineRequest.Answer("ns/mini", forcedTool, false)));
    }

    private static JsonNode read(Buffer event) throws IOException {
        return JSON.readTree(event.toString().substring("data: ".length()));
    }

    @Test
    void shouldKeepReasoningApartFromTheAnswerInAStream() throws IOException {
        // Given
        Buffer event =
                Buffer.buffer("{\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"음\"}}]}");

        // When
        JsonNode plain = read(rewriter(false).event(event));
        JsonNode forced = read(rewriter(true).event(event));

        // Then
        assertThat(plain.at("/model").asText()).isEqualTo("ns/mini");
        assertThat(plain.at("/choices/0/delta/reasoning_content").asText()).isEqualTo("음");
        assertThat(forced.at("/choices/0/delta/reasoning_content").asText()).isEqualTo("음");
    }

    @Test
    void shouldKeepReasoningBesideAForcedToolCall() throws IOException {
        // Given
        Buffer answer =
                Buffer.buffer("{\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":"
                        + "{\"role\":\"assistant\",\"reasoning_content\":\"음\",\"content\":"
                        + "\"{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{\\\"a\\\":1}}\"}}]}");

        // When
        JsonNode message =
                JSON.readTree(rewriter(true).whole(List.of(answer)).getBytes()).at("/choices/0/message");

        // Then
        assertThat(message.at("/reasoning_content").asText()).isEqualTo("음");
        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo("{\"a\":1}");
        assertThat(message.at("/content").isNull()).isTrue();
    }
}
