package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.registry.Licence;
import kr.hangil.contracts.registry.ManifestFile;
import kr.hangil.contracts.registry.ModelManifest;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.engine.EngineFeature;
import kr.hangil.inference.engine.ModelSelection;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.lifecycle.ServedModel;
import kr.hangil.inference.weights.LoadedModel;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTranslatorTest {

    private static final ServingSettings ALL = new ServingSettings(
            "gguf", 2048, List.of(), null, null, List.of("chat", "completion", "embedding", "tools"));
    private static final String TOOL =
            "{\"type\":\"function\",\"function\":{\"name\":\"%s\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":"
                    + "{\"$ref\":\"#/$defs/City\"}},\"$defs\":{\"City\":{\"type\":\"string\"}}}}}";

    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    private static final Set<EngineFeature> REFUSED = Set.of(EngineFeature.IMAGES);

    private static Pod.Serving serving(ServingSettings settings) {
        ModelManifest manifest = new ModelManifest(
                ModelManifest.SCHEMA,
                "ns/mini",
                List.of(new ManifestFile("mini.gguf", 1, DIGEST)),
                settings,
                new Licence("Apache-2.0", true));
        LoadedModel version = new LoadedModel(DIGEST, manifest, Path.of("."));
        Map<String, ServedModel> models = new LinkedHashMap<>();
        for (String name : List.of("mini", "ns/mini")) {
            models.put(name, new ServedModel(name, version, Optional.empty(), settings, ModelSelection.only("mini")));
        }
        ModelSelection applied = new ModelSelection("mini", Map.of("lora", List.of(Map.of("id", 0, "scale", 1.0))));
        models.put("polite", new ServedModel("polite", version, Optional.of("mini"), settings, applied));
        return new Pod.Serving(version, settings.contextLength(), models);
    }

    private static EngineRequest translate(
            Operation operation, Buffer body, ServingSettings settings, Set<EngineFeature> missing) {
        ObjectNode given = RequestFields.parse(body);
        ServedModel model = ModelCatalog.find(serving(settings), RequestFields.text(given, "model", "model"));
        return RequestTranslator.translate(operation, body, given, model, missing);
    }

    private EngineRequest chat(String fields) {
        String body = "{\"model\":\"mini\",\"messages\":[{\"role\":\"user\",\"content\":\"안녕\"}]" + fields + "}";
        return translate(Operation.CHAT, Buffer.buffer(body), ALL, REFUSED);
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
        EngineRequest request = translate(Operation.CHAT, body, ALL, REFUSED);

        // Then
        assertThat(request.calls()).singleElement().isSameAs(body);
        assertThat(request.answer().untouched()).isTrue();
    }

    @Test
    void shouldRefuseManyAnswersToALargeBody() {
        // Given: 16 MiB together is the most
        String padding = ",\"padding\":\"" + "x".repeat(3 << 20) + "\"";

        // When
        PlatformException refused = catchThrowableOfType(PlatformException.class, () -> chat(",\"n\":6" + padding));

        // Then
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("n");
        assertThat(chat(",\"n\":5" + padding).calls()).hasSize(5);
    }

    /** What makes an engine fail would make a gateway leave the pod out, for everybody. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMBEDDING  | \"input\":[{\"a\":1}]        | input[0]",
                "EMBEDDING  | \"input\":[\"a\",1]          | input[1]",
                "EMBEDDING  | \"input\":[1,1.5]            | input[0]",
                "EMBEDDING  | \"input\":[[1,2],[]]         | input[1]",
                "EMBEDDING  | \"input\":[[\"a\"]]          | input[0]",
                "EMBEDDING  | \"input\":[\"a\",\"\"]       | input[1]",
                "EMBEDDING  | \"input\":\"\"               | input",
                "EMBEDDING  | \"input\":[null]             | input[0]",
                "COMPLETION | \"prompt\":[{\"a\":1}]       | prompt[0]",
                "COMPLETION | \"prompt\":[[1],true]        | prompt[1]",
                "COMPLETION | \"prompt\":[[]]              | prompt[0]",
                "RERANK     | \"query\":\"a\",\"documents\":[\"b\",{\"c\":1}] | documents[1]"
            })
    void shouldRefuseTextsThatAreNone(Operation operation, String field, String param) {
        PlatformException refused = catchThrowableOfType(
                PlatformException.class,
                () -> translate(operation, Buffer.buffer("{\"model\":\"mini\"," + field + "}"), ALL, REFUSED));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\ud83d",
                "\\ud83dx",
                "\\uD83D\\ud83d",
                "\\ude00",
                "\\ude00\\ud83d",
                "\\ud83d\\n",
                "\\\\\\ud83d",
                "\\ud83d\\\\ude00"
            })
    void shouldRefuseHalfACharacter(String text) {
        PlatformException refused =
                catchThrowableOfType(PlatformException.class, () -> chat(",\"user\":\"" + text + "\""));

        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refused.getMessage()).contains("at byte ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d\\ude00", "\\uD83D\\uDE00\\ud83d\\ude00", "\\\\ud83d", "\\u0041\\n\\\"", "😀"})
    void shouldTakeWholeCharacters(String text) {
        assertThat(chat(",\"user\":\"" + text + "\"").calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMBEDDING  | \"input\":\"a\"",
                "EMBEDDING  | \"input\":[\"a\",\"b\"]",
                "EMBEDDING  | \"input\":[1,2]",
                "EMBEDDING  | \"input\":[[1,2],[3]]",
                "COMPLETION | \"prompt\":[\"a\",[1,2]]",
                "COMPLETION | \"prompt\":\"\"",
                "COMPLETION | \"prompt\":[\"a\",\"\"]"
            })
    void shouldTakeTextsAndTokens(Operation operation, String field) {
        assertThat(translate(operation, Buffer.buffer("{\"model\":\"mini\"," + field + "}"), ALL, REFUSED)
                        .calls())
                .isNotEmpty();
    }

    @Test
    void shouldCountWhatTheChatItselfWouldRead() throws IOException {
        // Given
        String body =
                "{\"model\":\"mini\",\"stream\":true,\"n\":3,\"messages\":[{\"role\":\"developer\",\"content\":\"짧게\"}],"
                        + "\"tools\":[" + TOOL.formatted("a") + "],\"tool_choice\":\"required\"}";

        // When
        EngineRequest request = translate(Operation.COUNT_TOKENS, Buffer.buffer(body), ALL, REFUSED);

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
        EngineRequest request =
                translate(Operation.EMBEDDING, Buffer.buffer("{\"model\":\"ns/mini\",\"input\":\"x\"}"), ALL, REFUSED);

        // Then
        assertThat(request.answer().model()).isEqualTo("ns/mini");
    }

    @Test
    void shouldAddTheModelsOwnStopsToTheClients() throws IOException {
        // Given
        ServingSettings stopping =
                new ServingSettings("gguf", 2048, List.of("<end>"), null, null, List.of("completion"));

        // When
        EngineRequest request = translate(
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
        PlatformException refusal =
                catchThrowableOfType(PlatformException.class, () -> translate(Operation.CHAT, json, ALL, REFUSED));

        // Then
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.param()).isEqualTo(param);
    }

    @Test
    void shouldSayWhereABodyIsNotUtf8() {
        // Given
        Buffer body = Buffer.buffer("{\"model\":\"").appendByte((byte) 0xC3).appendString("\"}");

        // When
        PlatformException refusal =
                catchThrowableOfType(PlatformException.class, () -> translate(Operation.CHAT, body, ALL, REFUSED));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refusal.getMessage()).contains("UTF-8 at byte 10");
    }

    @Test
    void shouldNameWhatIsAvailableWhenTheModelIsUnknown() {
        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class,
                () -> translate(Operation.CHAT, Buffer.buffer("{\"model\":\"gpt-9\"}"), ALL, REFUSED));

        // Then
        assertThat(refusal.getMessage()).contains("gpt-9", "available: mini, ns/mini, polite");
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
        assertThat(translate(Operation.CHAT, body, ALL, REFUSED)).isNotNull();

        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class, () -> translate(Operation.CHAT, body, ALL, Set.of(feature)));

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
                PlatformException.class, () -> translate(Operation.RERANK, body, ALL, Set.of(EngineFeature.RERANK)));
        EngineRequest passed = translate(Operation.RERANK, body, ALL, REFUSED);

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
        EngineRequest request = translate(Operation.CHAT, body, ALL, Set.of());

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

    @Test
    void shouldSelectTheAdapterThatIsAskedForAndAnswerInItsName() throws IOException {
        // When
        EngineRequest request =
                translate(Operation.COMPLETION, Buffer.buffer("{\"model\":\"polite\",\"prompt\":\"x\"}"), ALL, REFUSED);

        // Then
        assertThat(told(request).at("/lora/0/scale").asDouble()).isEqualTo(1.0);
        assertThat(told(request).at("/model").asText()).isEqualTo("mini");
        assertThat(request.answer().model()).isEqualTo("polite");
    }

    /** Whoever could would be answered by one model and charged for another. */
    @Test
    void shouldNotLetAClientSelectAnAdapterByItself() {
        // Given
        Buffer body = Buffer.buffer("{\"model\":\"polite\",\"prompt\":\"x\",\"lora\":[{\"id\":1,\"scale\":1}]}");

        // When
        PlatformException refusal = catchThrowableOfType(
                PlatformException.class, () -> translate(Operation.COMPLETION, body, ALL, REFUSED));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER);
        assertThat(refusal.param()).isEqualTo("lora");
    }

    @Test
    void shouldNotRankWithAnAdapter() {
        // Given
        Buffer body = Buffer.buffer("{\"model\":\"polite\",\"query\":\"x\",\"documents\":[\"a\"]}");

        // When
        PlatformException refusal =
                catchThrowableOfType(PlatformException.class, () -> translate(Operation.RERANK, body, ALL, REFUSED));

        // Then
        assertThat(refusal).hasMessageContaining("'polite' does not do rerank");
        assertThat(translate(
                        Operation.TOKENIZE, Buffer.buffer("{\"model\":\"polite\",\"prompt\":\"x\"}"), ALL, REFUSED))
                .isNotNull();
    }
}
