package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiResponsesChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Responses API by the official SDK, and by LangChain4j beside its chat completions. */
@ExtendWith(HangilStack.Extension.class)
class ResponsesSdkE2E {

    private static Api api;
    private static Api.Tenant tenant;
    private static String model;
    private static OpenAIClient client;

    @BeforeAll
    static void connect(HangilStack stack) throws Exception {
        api = new Api(stack);
        tenant = api.newTenant();
        model = stack.demo("HANGIL_MODEL");
        client = client(tenant.key());
    }

    @Test
    void shouldAnswerInKoreanAndBookItOnce() throws Exception {
        Api.Tenant own = api.newTenant();

        Response answer = client(own.key()).responses().create(ask("몽골 수도 알려줘").build());

        answer.validate();
        assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
        assertThat(text(answer)).contains("울란바토르");
        await().atMost(20, SECONDS).until(() -> !api.events(own.id()).isEmpty());
        assertThat(api.events(own.id())).hasSize(1);
        JsonNode event = api.events(own.id()).get(0);
        assertThat(event.path("operation").asText()).isEqualTo("responses");
        assertThat(event.path("promptTokens").asLong())
                .isEqualTo(answer.usage().orElseThrow().inputTokens());
        assertThat(event.path("completionTokens").asLong())
                .isEqualTo(answer.usage().orElseThrow().outputTokens());
    }

    @Test
    void shouldStreamNumberedEventsToTheCompletion() {
        ResponseAccumulator whole = ResponseAccumulator.create();
        List<ResponseStreamEvent> events = stream(ask("저당권이 무엇인가요?").build(), whole);

        events.forEach(ResponseStreamEvent::validate);
        assertThat(events.getFirst().isCreated()).isTrue();
        assertThat(events.getLast().isCompleted()).isTrue();
        assertThat(events.stream()
                        .flatMap(event -> event.outputTextDelta().stream())
                        .map(delta -> delta.delta())
                        .collect(Collectors.joining()))
                .isEqualTo(text(whole.response()))
                .contains("부동산");
    }

    @Test
    void shouldSayThatAnAnswerIsIncompleteWhenItsLimitCutsIt() {
        ResponseAccumulator whole = ResponseAccumulator.create();
        List<ResponseStreamEvent> events =
                stream(ask("저당권이 무엇인가요?").maxOutputTokens(3).build(), whole);

        assertThat(events.getLast().isIncomplete()).isTrue();
        assertThat(whole.response()
                        .incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .asString())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void shouldCallAToolWholeAndStreamed() throws Exception {
        ResponseCreateParams params = ask("부산 날씨 어때?").addTool(weather()).build();
        Response answer = client.responses().create(params);
        ResponseAccumulator whole = ResponseAccumulator.create();
        List<ResponseStreamEvent> events = stream(params, whole);

        assertThat(events).anyMatch(ResponseStreamEvent::isFunctionCallArgumentsDelta);
        for (Response response : List.of(answer, whole.response())) {
            response.validate();
            ResponseFunctionToolCall call = response.output().getLast().asFunctionCall();
            assertThat(call.name()).isEqualTo("get_weather");
            assertThat(new ObjectMapper()
                            .readTree(call.arguments())
                            .path("city")
                            .asText())
                    .isEqualTo("부산");
        }
    }

    @Test
    void shouldKeepToAJsonSchema() throws Exception {
        Response answer = client.responses()
                .create(ask("일본의 수도는 어디인가요? JSON으로 답하세요.")
                        .text(ResponseTextConfig.builder()
                                .format(ResponseFormatTextJsonSchemaConfig.builder()
                                        .name("answer")
                                        .strict(true)
                                        .schema(ResponseFormatTextJsonSchemaConfig.Schema.builder()
                                                .putAdditionalProperty("type", JsonValue.from("object"))
                                                .putAdditionalProperty(
                                                        "properties",
                                                        JsonValue.from(Map.of(
                                                                "city", Map.of("enum", List.of("서울", "부산", "도쿄")))))
                                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                                .build())
                                        .build())
                                .build())
                        .build());

        assertThat(new ObjectMapper().readTree(text(answer)).path("city").asText())
                .isIn("서울", "부산", "도쿄");
    }

    @Test
    void shouldRefuseAsOpenAiDoes() {
        assertThatThrownBy(() -> client.responses()
                        .create(ask("안녕").previousResponseId("resp_1").build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class,
                        refusal -> assertThat(refusal.code()).contains("unsupported_parameter"));
        assertThatThrownBy(() ->
                        client.responses().create(ask("안녕").model("no/such").build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(
                        () -> client("hgl_wrong").responses().create(ask("안녕").build()))
                .isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void shouldBookWhatWasDeliveredWhenTheClientLeaves() throws Exception {
        Api.Tenant own = api.newTenant();
        try (StreamResponse<ResponseStreamEvent> stream =
                client(own.key()).responses().createStreaming(ask("저당권이 무엇인가요?").build())) {
            assertThat(stream.stream().limit(6).toList()).hasSize(6);
        }

        await().atMost(20, SECONDS).until(() -> !api.events(own.id()).isEmpty());
        assertThat(api.events(own.id())).hasSize(1);
        assertThat(api.events(own.id()).get(0).path("completionTokens").asLong())
                .isPositive();
    }

    @Test
    void shouldServeLangChain4j() {
        ChatModel responses = OpenAiResponsesChatModel.builder()
                .baseUrl(api.gateway() + "/v1")
                .apiKey(tenant.key())
                .modelName(model)
                .temperature(0.0)
                .build();
        ChatModel completions = OpenAiChatModel.builder()
                .baseUrl(api.gateway() + "/v1")
                .apiKey(tenant.key())
                .modelName(model)
                .temperature(0.0)
                .build();

        assertThat(Stream.of(responses, completions)
                        .map(chat -> chat.chat(UserMessage.from("몽골 수도 알려줘"))
                                .aiMessage()
                                .text()))
                .allSatisfy(text -> assertThat(text).contains("울란바토르"));
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(api.gateway() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static ResponseCreateParams.Builder ask(String text) {
        return ResponseCreateParams.builder()
                .model(model)
                .temperature(0.0)
                .maxOutputTokens(60)
                .input(text);
    }

    private static List<ResponseStreamEvent> stream(ResponseCreateParams params, ResponseAccumulator whole) {
        List<ResponseStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            stream.stream().forEach(event -> events.add(whole.accumulate(event)));
        }
        return events;
    }

    private static String text(Response response) {
        return response.output().stream()
                .filter(ResponseOutputItem::isMessage)
                .flatMap(item -> item.asMessage().content().stream())
                .flatMap(content -> content.outputText().stream())
                .map(part -> part.text())
                .collect(Collectors.joining());
    }

    private static FunctionTool weather() {
        return FunctionTool.builder()
                .name("get_weather")
                .description("도시의 현재 날씨를 알려 줍니다.")
                .strict(false)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty(
                                "properties",
                                JsonValue.from(Map.of("city", Map.of("type", "string", "description", "도시 이름"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
    }
}
