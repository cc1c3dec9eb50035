package kr.hangil.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The official SDK, unmodified: an app that knows OpenAI knows Hangil. */
@ExtendWith(HangilStack.Extension.class)
class OpenAiSdkE2E {

    private static OpenAIClient client;
    private static String model;

    @BeforeAll
    static void connect(HangilStack stack) {
        model = stack.demo("HANGIL_MODEL");
        client = OpenAIOkHttpClient.builder()
                .baseUrl(stack.demo("OPENAI_BASE_URL"))
                .apiKey(stack.demo("OPENAI_API_KEY"))
                .maxRetries(0)
                .build();
    }

    @Test
    void shouldAnswerInKoreanWhenAsked() {
        ChatCompletion answer =
                client.chat().completions().create(chat("몽골 수도 알려줘").build());

        assertThat(answer.choices().getFirst().message().content())
                .hasValueSatisfying(text -> assertThat(text).contains("울란바토르"));
        assertThat(answer.model()).isEqualTo(model);
        assertThat(answer.usage()).hasValueSatisfying(usage -> {
            assertThat(usage.promptTokens()).isPositive();
            assertThat(usage.completionTokens()).isPositive();
        });
    }

    @Test
    void shouldSayWhereItWasServedWhenHeadersAreRead() {
        try (HttpResponseFor<ChatCompletion> raw = client.withRawResponse()
                .chat()
                .completions()
                .create(chat("안녕하세요").build())) {
            assertThat(raw.headers().values("x-request-id"))
                    .singleElement()
                    .asString()
                    .startsWith("req_");
            assertThat(raw.headers().values("x-hangil-region")).isNotEmpty();
            assertThat(raw.headers().values("x-hangil-model-digest"))
                    .singleElement()
                    .asString()
                    .matches("sha256:[0-9a-f]{64}");
        }
    }

    @Test
    void shouldStreamTokenByToken() {
        List<ChatCompletionChunk> chunks = stream(chat("저당권이 무엇인가요?").build());

        assertThat(text(chunks)).contains("부동산");
        assertThat(chunks.size()).isGreaterThan(5);
        assertThat(chunks).noneMatch(chunk -> chunk.choices().isEmpty());
    }

    @Test
    void shouldSendUsageInTheStreamOnlyWhenAsked() {
        List<ChatCompletionChunk> chunks = stream(chat("안녕하세요")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        ChatCompletionChunk last = chunks.getLast();
        assertThat(last.choices()).isEmpty();
        assertThat(last.usage())
                .hasValueSatisfying(
                        usage -> assertThat(usage.completionTokens()).isPositive());
    }

    @Test
    void shouldCallATool() throws Exception {
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("부산 날씨 어때?").addTool(weatherTool()).build());

        assertThat(answer.choices().getFirst().finishReason().toString()).isEqualTo("tool_calls");
        ChatCompletionMessageFunctionToolCall call = answer.choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow()
                .getFirst()
                .asFunction();
        assertThat(call.function().name()).isEqualTo("get_weather");
        JsonNode arguments = new ObjectMapper().readTree(call.function().arguments());
        assertThat(arguments.path("city").asText()).isEqualTo("부산");
    }

    @Test
    void shouldStreamAToolCall() throws Exception {
        List<ChatCompletionChunk> chunks =
                stream(chat("부산 날씨 어때?").addTool(weatherTool()).build());

        String arguments = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().toolCalls().stream().flatMap(List::stream))
                .flatMap(call -> call.function().stream())
                .flatMap(function -> function.arguments().stream())
                .collect(Collectors.joining());
        assertThat(new ObjectMapper().readTree(arguments).path("city").asText()).isEqualTo("부산");
    }

    @Test
    void shouldKeepToAJsonSchema() throws Exception {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of("city", Map.of("enum", List.of("서울", "부산", "도쿄"))),
                "required",
                List.of("city"),
                "additionalProperties",
                false);
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("일본의 수도는 어디인가요? JSON으로 답하세요.")
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name("answer")
                                        .strict(true)
                                        .schema(JsonValue.from(schema))
                                        .build())
                                .build())
                        .build());

        JsonNode json = new ObjectMapper()
                .readTree(answer.choices().getFirst().message().content().orElseThrow());
        assertThat(json.path("city").asText()).isIn("서울", "부산", "도쿄");
        assertThat(json.size()).isEqualTo(1);
    }

    @Test
    void shouldCompleteText() {
        Completion completion = client.completions()
                .create(CompletionCreateParams.builder()
                        .model(model)
                        .prompt("제1조(목적) 이 법은")
                        .maxTokens(12)
                        .temperature(0)
                        .build());

        assertThat(completion.choices().getFirst().text()).isNotBlank();
    }

    @Test
    void shouldEmbedTexts() {
        CreateEmbeddingResponse response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(List.of("안녕하세요", "반갑습니다"))
                        .build());

        assertThat(response.data()).hasSize(2);
        assertThat(response.data().getFirst().embedding()).hasSize(256);
        assertThat(response.usage().promptTokens()).isPositive();
    }

    @Test
    void shouldListTheModelsOfTheKey() {
        assertThat(client.models().list().data().stream().map(Model::id)).contains(model);
        assertThat(client.models().retrieve(model).id()).isEqualTo(model);
    }

    @Test
    void shouldSay404AndWhatIsThereWhenTheModelIsUnknown() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("안녕").model("no/such-model").build()))
                .isInstanceOfSatisfying(NotFoundException.class, e -> {
                    assertThat(e.code()).contains("model_not_found");
                    assertThat(e.param()).contains("model");
                    assertThat(e.getMessage()).contains(model);
                });
    }

    @Test
    void shouldSay401WhenTheKeyIsWrong(HangilStack stack) {
        String good = stack.demo("OPENAI_API_KEY");
        String typo = good.substring(0, good.length() - 1) + (good.endsWith("0") ? "1" : "0");
        for (String key : List.of("sk-something-else", typo, "hgl_short")) {
            OpenAIClient stranger = client.withOptions(options -> options.apiKey(key));
            assertThatThrownBy(() -> stranger.models().list())
                    .as(key)
                    .isInstanceOfSatisfying(
                            UnauthorizedException.class,
                            e -> assertThat(e.code()).contains("invalid_api_key"));
        }
    }

    @Test
    void shouldSayWhereWhenTheRequestIsWrong() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model(model)
                                .messages(List.of())
                                .build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.param()).contains("messages"));
    }

    @Test
    void shouldSayContextLengthExceededWhenThePromptIsTooLong() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("대한민국 ".repeat(4_000)).build()))
                .isInstanceOfSatisfying(OpenAIServiceException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.code()).contains("context_length_exceeded");
                });
    }

    private static ChatCompletionCreateParams.Builder chat(String text) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage(text)
                .temperature(0)
                .maxCompletionTokens(80);
    }

    private static ChatCompletionFunctionTool weatherTool() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_weather")
                        .description("도시의 현재 날씨를 알려 줍니다.")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties",
                                        JsonValue.from(
                                                Map.of("city", Map.of("type", "string", "description", "도시 이름"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
    }

    private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(chunks::add);
        }
        return chunks;
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }
}
