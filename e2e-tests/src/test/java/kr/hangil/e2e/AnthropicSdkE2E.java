package kr.hangil.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceTool;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Anthropic's official SDK, unmodified, and LangChain4j's client of it. */
@ExtendWith(HangilStack.Extension.class)
class AnthropicSdkE2E {

    private static Api api;
    private static Api.Tenant tenant;
    private static String model;
    private static AnthropicClient client;

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

        Message answer = client(own.key()).messages().create(ask("몽골 수도 알려줘").build());

        answer.validate();
        assertThat(text(answer)).contains("울란바토르");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        await().atMost(20, SECONDS).until(() -> !api.events(own.id()).isEmpty());
        assertThat(api.events(own.id())).hasSize(1);
        JsonNode event = api.events(own.id()).get(0);
        assertThat(event.path("operation").asText()).isEqualTo("messages");
        assertThat(event.path("outcome").asText()).isEqualTo("completed");
        assertThat(event.path("promptTokens").asLong())
                .isEqualTo(answer.usage().inputTokens()
                        + answer.usage().cacheReadInputTokens().orElse(0L));
        assertThat(event.path("completionTokens").asLong())
                .isEqualTo(answer.usage().outputTokens());
    }

    @Test
    void shouldStreamEventByEvent() {
        List<RawMessageStreamEvent> events = new ArrayList<>();
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(ask("저당권이 무엇인가요?").build())) {
            stream.stream().forEach(event -> events.add(whole.accumulate(event)));
        }

        events.forEach(RawMessageStreamEvent::validate);
        assertThat(events.getFirst().isMessageStart()).isTrue();
        assertThat(events.getLast().isMessageStop()).isTrue();
        assertThat(events.stream()
                        .filter(RawMessageStreamEvent::isContentBlockDelta)
                        .count())
                .isGreaterThan(5);
        assertThat(text(whole.message())).contains("부동산");
        assertThat(whole.message().usage().outputTokens()).isPositive();
    }

    @Test
    void shouldCallAToolWholeAndStreamed() {
        Message answer =
                client.messages().create(ask("부산 날씨 어때?").addTool(weather()).build());
        MessageAccumulator streamed = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages()
                .createStreaming(ask("부산 날씨 어때?").addTool(weather()).build())) {
            stream.stream().forEach(streamed::accumulate);
        }

        for (Message message : List.of(answer, streamed.message())) {
            message.validate();
            assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
            ToolUseBlock call = message.content().getLast().asToolUse();
            assertThat(call.name()).isEqualTo("get_weather");
            assertThat(call._input().convert(Map.class)).isEqualTo(Map.of("city", "부산"));
        }
    }

    @Test
    void shouldCallTheToolThatIsChosenAndTakeItsResult() {
        Message call = client.messages()
                .create(ask("안녕하세요")
                        .addTool(weather())
                        .toolChoice(ToolChoiceTool.builder().name("get_weather").build())
                        .build());
        assertThat(call.content().getLast().asToolUse().name()).isEqualTo("get_weather");

        Message answer = client.messages()
                .create(ask("부산 날씨 어때?")
                        .addTool(weather())
                        .addMessage(call)
                        .addUserMessageOfContentBlockParams(
                                List.of(com.anthropic.models.messages.ContentBlockParam.ofToolResult(
                                        com.anthropic.models.messages.ToolResultBlockParam.builder()
                                                .toolUseId(call.content()
                                                        .getLast()
                                                        .asToolUse()
                                                        .id())
                                                .content("맑음, 21도")
                                                .build())))
                        .build());
        answer.validate();
    }

    @Test
    void shouldCountTheTokensThatAreBilled() {
        long counted = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(model)
                        .addUserMessage("프랑스의 수도는 어디인가요?")
                        .build())
                .inputTokens();
        Message answer = client.messages().create(ask("프랑스의 수도는 어디인가요?").build());

        assertThat(counted)
                .isEqualTo(answer.usage().inputTokens()
                        + answer.usage().cacheReadInputTokens().orElse(0L));
    }

    @Test
    void shouldRefuseInAnthropicsWords() {
        assertThatThrownBy(() -> client.messages()
                        .create(ask("안녕").model("no/such-model").build()))
                .isInstanceOfSatisfying(NotFoundException.class, refusal -> {
                    assertThat(refusal.errorType().orElseThrow().asString()).isEqualTo("not_found_error");
                    assertThat(refusal.requestId())
                            .hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
                });
        assertThatThrownBy(() -> client("hgl_wrong").messages().create(ask("안녕").build()))
                .isInstanceOfSatisfying(
                        UnauthorizedException.class,
                        refusal -> assertThat(refusal.errorType().orElseThrow().asString())
                                .isEqualTo("authentication_error"));
        assertThatThrownBy(
                        () -> client.messages().create(ask("가".repeat(200_000)).build()))
                .isInstanceOfSatisfying(
                        AnthropicServiceException.class,
                        refusal -> assertThat(refusal.statusCode()).isEqualTo(400));
    }

    @Test
    void shouldBookWhatWasDeliveredWhenTheClientLeaves() throws Exception {
        Api.Tenant own = api.newTenant();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(own.key()).messages().createStreaming(ask("저당권이 무엇인가요?").build())) {
            assertThat(stream.stream().limit(3).toList()).hasSize(3);
        }

        await().atMost(20, SECONDS).until(() -> !api.events(own.id()).isEmpty());
        assertThat(api.events(own.id())).hasSize(1);
        assertThat(api.events(own.id()).get(0).path("operation").asText()).isEqualTo("messages");
        assertThat(api.events(own.id()).get(0).path("completionTokens").asLong())
                .isPositive();
    }

    @Test
    void shouldListTheModelsOfTheKey() {
        assertThat(client.models().list().items()).anySatisfy(found -> {
            assertThat(found.validate().id()).isEqualTo(model);
        });
        assertThat(client.models().retrieve(model).id()).isEqualTo(model);
    }

    @Test
    void shouldServeLangChain4j() {
        AnthropicChatModel chat = AnthropicChatModel.builder()
                .baseUrl(api.gateway() + "/v1/")
                .apiKey(tenant.key())
                .modelName(model)
                .maxTokens(60)
                .temperature(0.0)
                .maxRetries(0)
                .build();

        ChatResponse answer = chat.chat(UserMessage.from("몽골 수도 알려줘"));

        assertThat(answer.aiMessage().text()).contains("울란바토르");
        assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
    }

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(api.gateway())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(60)
                .putAdditionalBodyProperty("temperature", JsonValue.from(0))
                .addUserMessage(text);
    }

    private static String text(Message message) {
        return message.content().stream()
                .map(block -> block.text())
                .flatMap(Optional::stream)
                .map(TextBlock::text)
                .collect(Collectors.joining());
    }

    private static Tool weather() {
        return Tool.builder()
                .name("get_weather")
                .description("도시의 현재 날씨를 알려 줍니다.")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty(
                                        "city", JsonValue.from(Map.of("type", "string", "description", "도시 이름")))
                                .build())
                        .addRequired("city")
                        .build())
                .build();
    }
}
