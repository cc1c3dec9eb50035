package kr.hangil.gateway.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReaderTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldPassBytesThroughUnchangedWhenNothingStreams() {
        byte[] body = "{ \"x\" : 1.50, \"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"한글\"}] }\n"
                .getBytes(UTF_8);

        Envelope envelope = EnvelopeReader.read(Operation.CHAT, body);

        assertThat(envelope.body().bytes()).isSameAs(body);
        assertThat(envelope.model()).isEqualTo("m");
        assertThat(envelope.stream()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"stream_options\":null,",
                "\"stream_options\":{},",
                "\"stream_options\": { \"include_usage\" : false },",
                "\"stream_options\":{\"other\":[{}],\"include_usage\":null},",
                "\"stream_options\":{\"other\":1},"
            })
    void shouldAskUpstreamForUsageWhenTheClientDidNot(String options) throws Exception {
        String body = " {" + options + "\"stream\":true,\"model\":\"가/나\",\"messages\":[{\"role\":\"user\"}]}";

        Envelope envelope = EnvelopeReader.read(Operation.CHAT, body.getBytes(UTF_8));

        ObjectNode expected = (ObjectNode) JSON.readTree(body);
        JsonNode given = expected.get("stream_options");
        ObjectNode wanted = given instanceof ObjectNode object ? object : expected.putObject("stream_options");
        wanted.put("include_usage", true);
        assertThat(JSON.readTree(envelope.body().bytes())).isEqualTo(expected);
        assertThat(envelope.usageAsked()).isFalse();
    }

    @Test
    void shouldRememberThatTheClientAskedForUsage() {
        Envelope envelope = EnvelopeReader.read(
                Operation.COMPLETION,
                "{\"model\":\"m\",\"prompt\":\"x\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
                        .getBytes(UTF_8));

        assertThat(envelope.usageAsked()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | invalid_request | ",
                "`` | invalid_request | ",
                "{ | invalid_json | ",
                "{\"messages\":[{\"role\":\"user\"}]} | invalid_request | model",
                "{\"model\":3,\"messages\":[{\"role\":\"user\"}]} | invalid_request | model",
                "{\"model\":\" \",\"messages\":[{\"role\":\"user\"}]} | invalid_request | model",
                "{\"model\":\"m\"} | invalid_request | messages",
                "{\"model\":\"m\",\"messages\":[]} | invalid_request | messages",
                "{\"model\":\"m\",\"messages\":\"hi\"} | invalid_request | messages",
                "{\"model\":\"m\",\"messages\":[\"hi\"]} | invalid_request | messages[0]",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"},{\"content\":\"x\"}]} | invalid_request | messages[1].role",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":7}]} | invalid_request | messages[0].content",
                "{\"model\":\"m\",\"model\":\"n\",\"messages\":[{\"role\":\"user\"}]} | invalid_request | model",
                "{\"model\":\"m\",\"stream\":\"yes\",\"messages\":[{\"role\":\"user\"}]} | invalid_request | stream",
                "{\"model\":\"m\",\"stream_options\":[],\"messages\":[{\"role\":\"user\"}]} | invalid_request | stream_options",
                "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\"}]} | invalid_request | max_tokens",
                "{\"model\":\"m\",\"max_tokens\":\"9\",\"messages\":[{\"role\":\"user\"}]} | invalid_request | max_tokens",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]} {} | invalid_json | ",
            })
    void shouldSayWhereWhenTheBodyIsWrong(String body, String code, String param) {
        assertThatThrownBy(() -> EnvelopeReader.read(Operation.CHAT, body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(PlatformException.class, e -> {
                    assertThat(e.code().code()).isEqualTo(code);
                    assertThat(e.param()).isEqualTo(param);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "'\"max_tokens\":1,\"max_completion_tokens\":10000', 10000",
        "'\"max_tokens\":10000,\"max_completion_tokens\":1', 10000",
        "'\"max_tokens\":300,\"n\":2', 600",
        "'\"n\":3', ",
    })
    void shouldTakeTheLargestCapTimesTheChoices(String caps, Long expected) {
        Envelope envelope = EnvelopeReader.read(
                Operation.CHAT, ("{\"model\":\"m\"," + caps + ",\"messages\":[{\"role\":\"user\"}]}").getBytes(UTF_8));

        assertThat(envelope.maxOutputTokens()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeTheSameRequestOfAnotherModelWhenAFallbackIsAsked(boolean stream) throws IOException {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}], \"model\" : \"a\" ,\"stream\":" + stream
                + ",\"seed\":7}";
        Envelope asked = EnvelopeReader.read(Operation.CHAT, body.getBytes(UTF_8));

        Envelope other = asked.withModel("b/\"한길\"");

        ObjectNode sent = (ObjectNode) JSON.readTree(other.body().bytes());
        ObjectNode before = (ObjectNode) JSON.readTree(asked.body().bytes());
        assertThat(sent.remove("model").asText()).isEqualTo("b/\"한길\"");
        before.remove("model");
        assertThat((Object) sent).isEqualTo(before);
        assertThat(new String(other.body().bytes(), other.inputStart(), other.inputBytes(), UTF_8))
                .isEqualTo("[{\"role\":\"user\",\"content\":\"안녕\"}]");
        assertThat(other.withModel("a").body().bytes()).isEqualTo(asked.body().bytes());
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        byte[] body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"???\"}]}".getBytes(UTF_8);
        int at = new String(body, UTF_8).indexOf("???");
        for (byte[] wrong :
                List.of(new byte[] {(byte) 0xff, (byte) 0xfe, 'x'}, new byte[] {(byte) 0xea, 'a', 'b'}, new byte[] {
                    (byte) 0x80, 'a', 'b'
                })) {
            System.arraycopy(wrong, 0, body, at, 3);
            assertThatThrownBy(() -> EnvelopeReader.read(Operation.CHAT, body))
                    .isInstanceOfSatisfying(PlatformException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INVALID_JSON);
                        assertThat(e.getMessage()).contains("UTF-8");
                    });
        }
    }

    @Test
    void shouldRefuseNestingThatWouldExhaustTheStack() {
        String body = "{\"model\":\"m\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";

        assertThatThrownBy(() -> EnvelopeReader.read(Operation.CHAT, body.getBytes(UTF_8)))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("200 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "[\"a\",\"b\"]", "[1,2]", "[[1,2],[3]]"})
    void shouldAcceptEveryShapeOfInput(String input) {
        Envelope envelope =
                EnvelopeReader.read(Operation.EMBEDDING, ("{\"input\":" + input + ",\"model\":\"m\"}").getBytes(UTF_8));

        assertThat(envelope.model()).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "[]", "{}", "7"})
    void shouldRefuseEmptyInput(String input) {
        assertThatThrownBy(() -> EnvelopeReader.read(
                        Operation.EMBEDDING, ("{\"model\":\"m\",\"input\":" + input + "}").getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.param()).isEqualTo("input"));
    }

    @Test
    void shouldNeverThrowAnythingElseWhenBytesAreRandomlyDamaged() {
        byte[] good = ("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":false},"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"안녕하세요\"}]}")
                .getBytes(UTF_8);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = good.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(EnvelopeReader.read(Operation.CHAT, body).model()).isNotEmpty();
            } catch (PlatformException e) {
                assertThat(e.code().status()).isEqualTo(400);
            }
        }
    }
}
