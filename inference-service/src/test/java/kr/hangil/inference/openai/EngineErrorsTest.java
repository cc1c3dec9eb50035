package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineErrorsTest {

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(
                        400,
                        "{\"error\":{\"code\":400,\"message\":\"request (6008 tokens) exceeds the available context size"
                                + " (2048 tokens), try increasing it\",\"type\":\"exceed_context_size_error\"}}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        500,
                        "{\"error\":{\"code\":500,\"message\":\"input (3000 tokens) is too large to process. increase the"
                                + " physical batch size (current batch size: 512)\",\"type\":\"server_error\"}}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        400,
                        "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens.\","
                                + "\"type\":\"BadRequestError\",\"code\":400}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        400,
                        "{\"error\":{\"message\":\"The input (9 tokens) is longer than the model's context length"
                                + " (8 tokens).\"}}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        400,
                        "{\"error\":{\"message\":\"'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum"
                                + " context length is 4096 tokens and your request has 2778 input tokens.\",\"code\":400}}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        400,
                        "{\"error\":{\"message\":\"The decoder prompt (length 40) is longer than the maximum model length of 16.\"}}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        400,
                        "{\"object\":\"error\",\"message\":\"Requested token count exceeds the model's maximum context length of"
                                + " 4096 tokens.\",\"type\":\"BadRequestError\",\"code\":400}",
                        ErrorCode.CONTEXT_LENGTH_EXCEEDED),
                Arguments.of(
                        400,
                        "{\"error\":{\"message\":\"\\\"auto\\\" tool choice requires --enable-auto-tool-choice and"
                                + " --tool-call-parser to be set\"}}",
                        ErrorCode.UNSUPPORTED_PARAMETER),
                Arguments.of(
                        500,
                        "{\"error\":{\"message\":\"image input is not supported\"}}",
                        ErrorCode.UNSUPPORTED_PARAMETER),
                Arguments.of(
                        400,
                        "{\"error\":{\"message\":\"Field 'temperature': type must be number\"}}",
                        ErrorCode.INVALID_REQUEST),
                Arguments.of(401, "{\"error\":{\"message\":\"Invalid API Key\"}}", ErrorCode.ENGINE_FAILED),
                Arguments.of(503, "{\"error\":{\"message\":\"Loading model\"}}", ErrorCode.UNAVAILABLE),
                Arguments.of(500, "Segmentation fault at 0xdeadbeef", ErrorCode.ENGINE_FAILED),
                Arguments.of(500, "[]", ErrorCode.ENGINE_FAILED));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void shouldSayInOurWordsWhatTheEngineSaid(int status, String body, ErrorCode expected) {
        // When
        PlatformException refusal = EngineErrors.refusal(status, Buffer.buffer(body));

        // Then
        assertThat(refusal.code()).isEqualTo(expected);
        assertThat(refusal.getMessage()).doesNotContain("0xdeadbeef", "API Key", "batch size");
    }
}
