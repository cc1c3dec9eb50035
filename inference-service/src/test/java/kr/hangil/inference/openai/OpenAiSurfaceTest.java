package kr.hangil.inference.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kr.hangil.inference.lifecycle.Pod;
import kr.hangil.inference.openai.PodClient.Answer;
import kr.hangil.inference.support.PodTest;
import kr.hangil.stack.keycloak.KeycloakServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@PodTest
@SuppressWarnings("NullAway.Init") // the framework sets the fields
class OpenAiSurfaceTest {

    private static final String TOOLS =
            "[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"description\":"
                    + "\"날씨를 알려준다\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\","
                    + "\"maxLength\":8}},\"required\":[\"city\"]}}},{\"type\":\"function\",\"function\":{\"name\":\"search_law\","
                    + "\"description\":\"법을 찾는다\",\"parameters\":{\"type\":\"object\",\"properties\":{\"query\":"
                    + "{\"type\":\"string\",\"maxLength\":8}},\"required\":[\"query\"]}}}]";

    @TestHTTPResource
    URI base;

    @Inject
    Pod pod;

    KeycloakServer keycloak;

    private PodClient client;

    @BeforeEach
    void readyPod() {
        client = new PodClient(base, keycloak.token("gateway-service"));
        await().atMost(Duration.ofSeconds(60)).until(pod::ready);
    }

    @Test
    void shouldAnswerChatWithHeadersThatSayWhoServed() throws IOException, InterruptedException {
        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("몽골 수도 알려줘", ""));

        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/choices/0/message/content").asText()).isEqualTo("몽골의 수도는 울란바토르입니다.");
        assertThat(answer.json().at("/model").asText()).isEqualTo("hangil-mini");
        assertThat(answer.json().at("/usage/completion_tokens").asInt()).isPositive();
        assertThat(answer.header("x-hangil-model-digest")).startsWith("sha256:");
        assertThat(answer.header("x-hangil-replica")).isEqualTo("pod-0");
        assertThat(answer.header("x-hangil-region")).isEqualTo("kr-ulsan");
        assertThat(answer.header("x-request-id")).startsWith("req_");
    }

    @Test
    void shouldStreamWithUsageWhenAskedFor() throws IOException, InterruptedException {
        // When
        Answer answer = client.post(
                "/v1/chat/completions",
                PodClient.chat("몽골 수도 알려줘", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        // Then
        List<String> events = answer.events();
        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
        assertThat(events.getLast()).isEqualTo("[DONE]");
        JsonNode usage = PodClient.JSON.readTree(events.get(events.size() - 2));
        assertThat(usage.at("/choices")).isEmpty();
        assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo(10);
        assertThat(deltas(events, "content")).isEqualTo("몽골의 수도는 울란바토르입니다.");
    }

    @Test
    void shouldAnswerWithTheNameAskedForInBothModes() throws IOException, InterruptedException {
        // Given
        String body = PodClient.chat("몽골 수도 알려줘", "").replace("hangil-mini", "hangil/mini-alias");

        // When
        Answer whole = client.post("/v1/chat/completions", body);
        Answer stream = client.post("/v1/chat/completions", body.replace("}]", "}],\"stream\":true"));

        // Then
        assertThat(whole.json().at("/model").asText()).isEqualTo("hangil/mini-alias");
        assertThat(stream.events().getLast()).isEqualTo("[DONE]");
        for (String event : stream.events().subList(0, stream.events().size() - 1)) {
            assertThat(PodClient.JSON.readTree(event).at("/model").asText()).isEqualTo("hangil/mini-alias");
        }
    }

    @Test
    void shouldComplete() throws IOException, InterruptedException {
        // When
        Answer answer = client.post(
                "/v1/completions", "{\"model\":\"hangil-mini\",\"prompt\":\"제1조\",\"max_tokens\":4,\"temperature\":0}");

        // Then
        assertThat(answer.json().at("/choices/0/text").asText()).isNotEmpty();
        assertThat(answer.json().at("/usage/completion_tokens").asInt()).isEqualTo(4);
    }

    @Test
    void shouldEmbedInputsLongerThanTheEnginesDefaultBatch() throws IOException, InterruptedException {
        // Given
        String input = "몽골 ".repeat(700);

        // When
        Answer answer =
                client.post("/v1/embeddings", "{\"model\":\"hangil-mini\",\"input\":[\"안녕하세요\",\"" + input + "\"]}");

        // Then
        assertThat(answer.json().at("/data")).hasSize(2);
        assertThat(answer.json().at("/data/1/embedding")).hasSize(256);
        assertThat(answer.json().at("/usage/prompt_tokens").asInt()).isGreaterThan(1000);
    }

    @Test
    void shouldCountTheTokensOfEveryChoice() throws IOException, InterruptedException {
        // Given
        String three = ",\"n\":3,\"max_tokens\":5";

        // When
        Answer whole = client.post("/v1/chat/completions", PodClient.chat("안녕하세요", three));
        Answer stream = client.post(
                "/v1/chat/completions",
                PodClient.chat("안녕하세요", three + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        // Then
        assertThat(whole.json().at("/choices")).hasSize(3);
        assertThat(whole.json().at("/choices/2/index").asInt()).isEqualTo(2);
        assertThat(whole.json().at("/usage/completion_tokens").asInt()).isEqualTo(15);
        List<String> usages = stream.events().stream()
                .filter(event -> event.contains("\"usage\":{"))
                .toList();
        assertThat(usages).hasSize(1);
        JsonNode usage = PodClient.JSON.readTree(usages.getFirst()).at("/usage");
        assertThat(usage.at("/completion_tokens").asInt()).isEqualTo(15);
        assertThat(usage.at("/prompt_tokens").asInt())
                .isEqualTo(whole.json().at("/usage/prompt_tokens").asInt());
    }

    @Test
    void shouldCallATool() throws IOException, InterruptedException {
        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("부산 날씨 어때?", ",\"tools\":" + TOOLS));

        // Then
        JsonNode call = answer.json().at("/choices/0/message/tool_calls/0/function");
        assertThat(call.at("/name").asText()).isEqualTo("get_weather");
        assertThat(PodClient.JSON
                        .readTree(call.at("/arguments").asText())
                        .at("/city")
                        .asText())
                .isEqualTo("부산");
    }

    @Test
    void shouldStreamTheArgumentsOfAToolPieceByPiece() throws IOException, InterruptedException {
        // When
        Answer answer =
                client.post("/v1/chat/completions", PodClient.chat("부산 날씨 어때?", ",\"stream\":true,\"tools\":" + TOOLS));

        // Then
        StringBuilder arguments = new StringBuilder();
        int pieces = 0;
        for (String event : answer.events().subList(0, answer.events().size() - 1)) {
            JsonNode call = PodClient.JSON.readTree(event).at("/choices/0/delta/tool_calls/0");
            String piece = call.at("/function/arguments").asText("");
            arguments.append(piece);
            pieces += piece.isEmpty() ? 0 : 1;
        }
        assertThat(pieces).isGreaterThan(1);
        assertThat(PodClient.JSON.readTree(arguments.toString()).at("/city").asText())
                .isEqualTo("부산");
        assertThat(answer.text()).contains("\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void shouldEndAtAStopString() throws IOException, InterruptedException {
        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("몽골 수도 알려줘", ",\"stop\":[\"수도\"]"));

        // Then
        assertThat(answer.json().at("/choices/0/message/content").asText()).isEqualTo("몽골의 ");
        assertThat(answer.json().at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void shouldWriteTheSameForTheSameSeedAndOtherChoicesOtherwise() throws IOException, InterruptedException {
        // Given
        String body = PodClient.chat("안녕하세요", ",\"seed\":7,\"n\":3,\"max_tokens\":20,\"ignore_eos\":true")
                .replace("\"temperature\":0", "\"temperature\":1.5");

        // When
        JsonNode first = client.post("/v1/chat/completions", body).json().at("/choices");
        JsonNode second = client.post("/v1/chat/completions", body).json().at("/choices");

        // Then
        assertThat(texts(first)).isEqualTo(texts(second));
        assertThat(Set.copyOf(texts(first))).hasSizeGreaterThan(1);
    }

    private static List<String> texts(JsonNode choices) {
        List<String> texts = new ArrayList<>();
        choices.forEach(choice -> texts.add(choice.at("/message/content").asText()));
        return texts;
    }

    @Test
    void shouldGiveLogprobsOfAChat() throws IOException, InterruptedException {
        // When
        Answer answer = client.post(
                "/v1/chat/completions",
                PodClient.chat("안녕하세요", ",\"logprobs\":true,\"top_logprobs\":2,\"max_tokens\":3"));

        // Then
        JsonNode tokens = answer.json().at("/choices/0/logprobs/content");
        assertThat(tokens).hasSize(3);
        assertThat(tokens.get(0).at("/logprob").asDouble()).isLessThanOrEqualTo(0);
        assertThat(tokens.get(0).at("/top_logprobs")).hasSize(2);
    }

    @Test
    void shouldKeepToAJsonSchema() throws IOException, InterruptedException {
        // Given
        String format =
                ",\"max_tokens\":60,\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"city\",\"schema\":"
                        + "{\"type\":\"object\",\"properties\":{\"city\":{\"enum\":[\"서울\",\"부산\"]}},\"required\":[\"city\"],"
                        + "\"additionalProperties\":false}}}";

        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("안녕하세요", format));

        // Then
        JsonNode written = PodClient.JSON.readTree(
                answer.json().at("/choices/0/message/content").asText());
        assertThat(written.at("/city").asText()).isIn("서울", "부산");
    }

    @Test
    void shouldCallTheNamedToolEvenWhenTheModelWouldRatherTalk() throws IOException, InterruptedException {
        // Given
        String named = ",\"max_tokens\":100,\"tools\":" + TOOLS
                + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}";

        // When
        Answer whole = client.post("/v1/chat/completions", PodClient.chat("안녕하세요", named));
        Answer stream = client.post("/v1/chat/completions", PodClient.chat("안녕하세요", named + ",\"stream\":true"));

        // Then
        JsonNode choice = whole.json().at("/choices/0");
        assertThat(choice.at("/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls/0/function/name").asText()).isEqualTo("get_weather");
        List<JsonNode> calls = new ArrayList<>();
        for (String event : stream.events().subList(0, stream.events().size() - 1)) {
            PodClient.JSON.readTree(event).at("/choices/0/delta/tool_calls").forEach(calls::add);
        }
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.at("/index").asInt()).isZero();
            assertThat(call.at("/function/name").asText()).isEqualTo("get_weather");
            assertThat(PodClient.JSON
                            .readTree(call.at("/function/arguments").asText())
                            .has("city"))
                    .isTrue();
        });
        assertThat(deltas(stream.events(), "content")).isEmpty();
        assertThat(stream.text()).contains("\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void shouldWriteAnObjectWhenFormatIsJsonObject() throws IOException, InterruptedException {
        // When
        Answer answer = client.post(
                "/v1/chat/completions",
                PodClient.chat("안녕하세요", ",\"response_format\":{\"type\":\"json_object\"},\"max_tokens\":100"));

        // Then
        JsonNode written = PodClient.JSON.readTree(
                answer.json().at("/choices/0/message/content").asText());
        assertThat(written.isObject()).isTrue();
    }

    @Test
    void shouldListWhatItServes() throws IOException, InterruptedException {
        // When
        Answer all = client.get("/v1/models");
        Answer one = client.get("/v1/models/hangil/mini-alias");
        Answer none = client.get("/v1/models/other");

        // Then
        assertThat(all.json().at("/data").findValuesAsText("id")).containsExactly("hangil-mini", "hangil/mini-alias");
        assertThat(one.json().at("/id").asText()).isEqualTo("hangil/mini-alias");
        assertThat(one.json().at("/owned_by").asText()).isEqualTo("hangil");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void shouldRefuseAPromptLongerThanTheContext() throws IOException, InterruptedException {
        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("몽골 ".repeat(3000), ""));

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("context_length_exceeded");
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void shouldRefuseABodyOverTheLimitBeforeReadingIt() throws IOException, InterruptedException {
        // When
        Answer answer = client.post("/v1/chat/completions", "x".repeat(10 * 1024 * 1024 + 1));

        // Then
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("body_too_large");
    }

    @Test
    void shouldServeABodyJustUnderTheLimit() throws IOException, InterruptedException {
        // Given
        String padding = ",\"metadata\":{\"padding\":\"" + "x".repeat(10 * 1024 * 1024 - 1000) + "\"}";

        // When
        Answer answer = client.post("/v1/chat/completions", PodClient.chat("몽골 수도 알려줘", padding));

        // Then
        assertThat(answer.status()).isEqualTo(200);
    }

    @Test
    void shouldKeepTheCallersRequestIdAlsoInARefusal() throws IOException, InterruptedException {
        // When
        Answer answer = client.send(client.request("/v1/chat/completions")
                .header("x-request-id", "req_of_the_gateway")
                .POST(HttpRequest.BodyPublishers.ofString("{oops"))
                .build());

        // Then
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("x-request-id")).isEqualTo("req_of_the_gateway");
        assertThat(answer.json().at("/request_id").asText()).isEqualTo("req_of_the_gateway");
        assertThat(answer.json().at("/error/code").asText()).isEqualTo("invalid_json");
        assertThat(answer.json().at("/error/message").asText()).contains("line 1, column 2");
    }

    @Test
    void shouldRefuseCallersWithoutARightfulToken() throws IOException, InterruptedException {
        // Given
        String body = PodClient.chat("안녕하세요", "");
        HttpRequest anonymous = HttpRequest.newBuilder(base.resolve("/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();

        // When
        Answer without = client.send(anonymous);
        Answer garbage = new PodClient(base, "abc").post("/v1/chat/completions", body);
        Answer otherAudience =
                new PodClient(base, keycloak.token("inference-service")).post("/v1/chat/completions", body);
        Answer noRole =
                new PodClient(base, keycloak.userToken("bada@narae.example")).post("/v1/chat/completions", body);

        // Then
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.json().at("/error/code").asText()).isEqualTo("missing_credentials");
        assertThat(without.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(garbage.status()).isEqualTo(401);
        assertThat(garbage.json().at("/error/code").asText()).isEqualTo("invalid_token");
        assertThat(otherAudience.status()).isEqualTo(401);
        assertThat(noRole.status()).isEqualTo(403);
        assertThat(noRole.json().at("/error/code").asText()).isEqualTo("permission_denied");
    }

    @Test
    void shouldAnswerUnknownPathsAndMethodsInTheEnvelope() throws IOException, InterruptedException {
        // When
        Answer path = client.get("/v1/nothing");
        Answer method = client.get("/v1/chat/completions");

        // Then
        assertThat(path.status()).isEqualTo(404);
        assertThat(path.json().at("/error/code").asText()).isEqualTo("not_found");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.json().at("/error/code").asText()).isEqualTo("method_not_allowed");
    }

    private static String deltas(List<String> events, String field) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String event : events.subList(0, events.size() - 1)) {
            text.append(PodClient.JSON
                    .readTree(event)
                    .at("/choices/0/delta/" + field)
                    .asText(""));
        }
        return text.toString();
    }
}
