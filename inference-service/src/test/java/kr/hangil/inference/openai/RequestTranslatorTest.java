package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTranslatorTest {

    private static final ServingSettings ALL = new ServingSettings(
            "gguf", 2048, List.of(), null, null, List.of("chat", "completion", "embedding", "tools"));
    private static final String TOOL =
            "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":"
                    + "{\"$ref\":\"#/$defs/City\"}},\"$defs\":{\"City\":{\"type\":\"string\"}}}}}";

    private static final Set<EngineFeature> REFUSED = Set.of(EngineFeature.IMAGES);

    private final RequestTranslator translator = new RequestTranslator(List.of("mini", "ns/mini"));

    private EngineRequest chat(String fields) {
        String body = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}]" + fields + "}";
        return translator.translate(Operation.CHAT, Buffer.buffer(body), ALL, REFUSED);
    }

    private static JsonNode told(EngineRequest request) throws IOException {
        return new ObjectMapper().readTree(request.calls().getFirst().getBytes());
    }

    @Test
    void shouldPassTheVeryBytesWhenNothingNeedsTranslation() {
        // Given
        Buffer body = Buffer.buffer(
                "{ \"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}],  \"unheard_of\": 1.50 }");

        // When
        EngineRequest request = translator.translate(Operation.CHAT, body, ALL, REFUSED);

        // Then
        assertThat(request.calls()).singleElement().isSameAs(body);
        assertThat(request.answer().untouched()).isTrue();
    }

    @Test
    void shouldCountWhatTheChatItselfWouldRead() throws IOException {
        // Given
        String body =
                "{\"model\":\"mini\",\"stream\":true,\"n\":3,\"messages\":[{\"role\":\"developer\",\"content\":\"짧게\"}],"
                        + "\"tools\":[" + TOOL.formatted("a") + "],\"tool_choice\":\"required\"}";

        // When
        EngineRequest request = translator.translate(Operation.COUNT_TOKENS, Buffer.buffer(body), ALL, REFUSED);

        // Then
        assertThat(told(request).at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(told(request).at("/tools")).hasSize(1);
        assertThat(told(request).has("stream")).isFalse();
        assertThat(request.calls()).hasSize(1);
        assertThat(request.answer().untouched()).isTrue();
    }

    @Test
    void shouldBindAnswerToTheNamedToolWhenToolChoiceIsAnObject() throws IOException {
        // Given
        String tools = ",\"tools\":[" + TOOL.formatted("a") + "," + TOOL.formatted("b") + "]";

        // When
        EngineRequest request = chat(tools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}");

        // Then
        JsonNode schema = told(request).at("/response_format/json_schema/schema");
        assertThat(schema.at("/properties/name/const").asText()).isEqualTo("b");
        assertThat(schema.at("/$defs/City/type").asText()).isEqualTo("string");
        assertThat(schema.at("/properties/arguments").has("$defs")).isFalse();
        assertThat(told(request).at("/tool_choice").asText()).isEqualTo("none");
        assertThat(told(request).at("/tools")).hasSize(2);
        assertThat(request.answer().forcedTool()).isTrue();
    }

    @Test
    void shouldOfferEveryToolWhenToolChoiceIsRequired() throws IOException {
        // When
        EngineRequest request = chat(
                ",\"tools\":[" + TOOL.formatted("a") + "," + TOOL.formatted("b") + "],\"tool_choice\":\"required\"");

        // Then
        assertThat(told(request).at("/response_format/json_schema/schema/anyOf"))
                .hasSize(2);
    }

    @Test
    void shouldAskForAnyObjectWhenFormatIsJsonObject() throws IOException {
        // When
        EngineRequest request = chat(",\"response_format\":{\"type\":\"json_object\"}");

        // Then
        assertThat(told(request).at("/response_format/json_schema/schema/type").asText())
                .isEqualTo("object");
    }

    @Test
    void shouldSendOneCallPerChoiceWithItsOwnSeedWhenNotStreaming() throws IOException {
        // When
        EngineRequest request = chat(",\"n\":3,\"seed\":7");

        // Then
        assertThat(request.calls()).hasSize(3);
        assertThat(request.choices()).isEqualTo(3);
        assertThat(request.calls().get(2).toJsonObject().getInteger("seed")).isEqualTo(9);
        assertThat(told(request).has("n")).isFalse();
    }

    @Test
    void shouldAnswerWithTheNameThatWasAskedForWhenItIsNotTheFirst() {
        // When
        EngineRequest request = translator.translate(
                Operation.EMBEDDING, Buffer.buffer("{\"model\":\"ns/mini\",\"input\":\"x\"}"), ALL, REFUSED);

        // Then
        assertThat(request.answer().model()).isEqualTo("ns/mini");
    }

    @Test
    void shouldAddTheModelsOwnStopsToTheClients() throws IOException {
        // Given
        ServingSettings stopping =
                new ServingSettings("gguf", 2048, List.of("<end>"), null, null, List.of("completion"));

        // When
        EngineRequest request = translator.translate(
                Operation.COMPLETION,
                Buffer.buffer("{\"model\":\"mini\",\"prompt\":\"x\",\"stop\":\"\\n\"}"),
                stopping,
                REFUSED);

        // Then
        assertThat(told(request).at("/stop")).extracting(JsonNode::asText).containsExactly("\n", "<end>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "MODEL_NOT_FOUND       | model                  | {'model':'other','messages':[]}",
                "INVALID_REQUEST       | model                  | {'messages':[]}",
                "INVALID_REQUEST       | model                  | {'model':5}",
                "INVALID_REQUEST       | messages               | {'model':'mini'}",
                "INVALID_REQUEST       | messages               | {'model':'mini','messages':[]}",
                "INVALID_REQUEST       | messages               | {'model':'mini','messages':'hi'}",
                "INVALID_REQUEST       | messages[0]            | {'model':'mini','messages':['hi']}",
                "INVALID_REQUEST       | messages[0].role       | {'model':'mini','messages':[{'role':'wizard','content':'x'}]}",
                "INVALID_REQUEST       | messages[0].content    | {'model':'mini','messages':[{'role':'user'}]}",
                "INVALID_REQUEST       | messages[0].content    | {'model':'mini','messages':[{'role':'user','content':5}]}",
                "UNSUPPORTED_PARAMETER | messages[0].content[0] | {'model':'mini','messages':[{'role':'user','content':[{'type':'image_url'}]}]}",
                "UNSUPPORTED_PARAMETER | functions              | {'model':'mini','messages':[{'role':'user','content':'x'}],'functions':[]}",
                "INVALID_REQUEST       | tool_choice            | {'model':'mini','messages':[{'role':'user','content':'x'}],'tool_choice':'required'}",
                "INVALID_REQUEST       | n                      | {'model':'mini','messages':[{'role':'user','content':'x'}],'n':17}",
                "INVALID_REQUEST       | n                      | {'model':'mini','messages':[{'role':'user','content':'x'}],'n':1.5}",
                "INVALID_REQUEST       | max_tokens             | {'model':'mini','messages':[{'role':'user','content':'x'}],'max_tokens':0}",
                "INVALID_REQUEST       | stream                 | {'model':'mini','messages':[{'role':'user','content':'x'}],'stream':'yes'}",
                "INVALID_REQUEST       | stream_options         | {'model':'mini','messages':[{'role':'user','content':'x'}],'stream_options':{}}",
                "INVALID_REQUEST       | stop                   | {'model':'mini','messages':[{'role':'user','content':'x'}],'stop':5}",
                "INVALID_REQUEST       | response_format.type   | {'model':'mini','messages':[{'role':'user','content':'x'}],'response_format':{'type':'xml'}}",
                "INVALID_JSON          |                        | {'model':'mini','model':'mini'}",
                "INVALID_JSON          |                        | {'model':'mini'} x",
                "INVALID_JSON          |                        | [1]",
                "INVALID_JSON          |                        | nothing"
            })
    void shouldNameTheFieldAtFault(ErrorCode code, String param, String body) {
        // Given
        Buffer json = Buffer.buffer(body.replace('\'', '"'));

        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class, () -> translator.translate(Operation.CHAT, json, ALL, REFUSED));

        // Then
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.param()).isEqualTo(param);
    }

    @Test
    void shouldSayWhereABodyIsNotUtf8() {
        // Given
        Buffer body = Buffer.buffer("{\"model\":\"").appendByte((byte) 0xC3).appendString("\"}");

        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class, () -> translator.translate(Operation.CHAT, body, ALL, REFUSED));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refusal.getMessage()).contains("UTF-8 at byte 10");
    }

    @Test
    void shouldNameWhatIsAvailableWhenTheModelIsUnknown() {
        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class,
                () -> translator.translate(Operation.CHAT, Buffer.buffer("{\"model\":\"gpt-9\"}"), ALL, REFUSED));

        // Then
        assertThat(refusal.getMessage()).contains("gpt-9", "available: mini, ns/mini");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TOOLS       | tools           | 'tools':[{'type':'function','function':{'name':'f'}}]",
                "JSON_SCHEMA | response_format | 'response_format':{'type':'json_object'}",
                "JSON_SCHEMA | tool_choice     | 'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required'",
                "LOGPROBS    | logprobs        | 'logprobs':true"
            })
    void shouldRefuseWhatTheEngineCannotDoAndServeItWhereItCan(EngineFeature feature, String param, String field) {
        // Given
        Buffer body = Buffer.buffer(
                ("{'model':'mini','messages':[{'role':'user','content':'x'}]," + field + "}").replace('\'', '"'));
        assertThat(translator.translate(Operation.CHAT, body, ALL, REFUSED)).isNotNull();

        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class, () -> translator.translate(Operation.CHAT, body, ALL, Set.of(feature)));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
        assertThat(refusal.param()).isEqualTo(param);
    }

    @Test
    void shouldRefuseOperationsThatTheEngineCannotDo() {
        // Given
        Buffer body = Buffer.buffer("{\"model\":\"mini\",\"query\":\"x\",\"documents\":[\"a\",\"b\"]}");

        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class,
                () -> translator.translate(Operation.RERANK, body, ALL, Set.of(EngineFeature.RERANK)));
        EngineRequest passed = translator.translate(Operation.RERANK, body, ALL, REFUSED);

        // Then
        assertThat(refusal.code().status()).isEqualTo(400);
        assertThat(refusal).hasMessageContaining("does not do rerank");
        assertThat(passed.calls()).singleElement().isSameAs(body);
    }

    @Test
    void shouldPassImagesToAnEngineThatSees() {
        // Given
        Buffer body = Buffer.buffer(
                "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                        + "\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}}]}]}");

        // When
        EngineRequest request = translator.translate(Operation.CHAT, body, ALL, Set.of());

        // Then
        assertThat(request.calls()).singleElement().isSameAs(body);
    }

    @Test
    void shouldKnowHowManyTokensAnAnswerMayHave() {
        // When, Then
        assertThat(chat("").maxTokens()).isNull();
        assertThat(chat(",\"max_tokens\":7").maxTokens()).isEqualTo(7);
        assertThat(chat(",\"max_tokens\":7,\"max_completion_tokens\":9").maxTokens())
                .isEqualTo(9);
    }
}
