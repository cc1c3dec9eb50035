package kr.hangil.gateway.protocol.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponsesDialectTest {

    private static final TokenCounts COUNTS = new TokenCounts(10, 4, 3, 1, false);

    private final ResponsesDialect dialect = new ResponsesDialect("req_1", 7);

    @Test
    void shouldSayAWholeConversationInChatCompletionsWords() {
        JsonObject chat = translated("""
                {"model":"m","instructions":"짧게","max_output_tokens":5,"stream":true,"store":false,"seed":3,
                 "reasoning":{"effort":"low"},"include":["reasoning.encrypted_content"],
                 "text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"},"strict":true}},
                 "tools":[{"type":"function","name":"f","parameters":{"type":"object"},"strict":true}],
                 "tool_choice":{"type":"function","name":"f"},
                 "input":[{"role":"user","content":[{"type":"input_text","text":"안녕"}]},
                  {"type":"reasoning","id":"r","summary":[]},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"네","annotations":[]}]},
                  {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
                  {"type":"function_call","call_id":"c2","name":"f","arguments":"{}"},
                  {"type":"function_call_output","call_id":"c1","output":"일"},
                  {"type":"function_call_output","call_id":"c2","output":"이"}]}""");

        assertThat(chat.getInteger("max_tokens")).isEqualTo(5);
        assertThat(chat.getInteger("seed")).isEqualTo(3);
        assertThat(chat.getString("reasoning_effort")).isEqualTo("low");
        assertThat(chat.containsKey("store")).isFalse();
        assertThat(chat.getJsonObject("stream_options").getBoolean("include_usage"))
                .isTrue();
        assertThat(chat.getJsonObject("response_format")
                        .getJsonObject("json_schema")
                        .getBoolean("strict"))
                .isTrue();
        assertThat(chat.getJsonObject("tool_choice").getJsonObject("function").getString("name"))
                .isEqualTo("f");
        assertThat(chat.getJsonArray("messages")).isEqualTo(new JsonArray("""
                [{"role":"system","content":"짧게"},{"role":"user","content":"안녕"},
                 {"role":"assistant","content":"네","tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
                  {"id":"c2","type":"function","function":{"name":"f","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"일"},{"role":"tool","tool_call_id":"c2","content":"이"}]"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|input",
                "{\"input\":[]}|input",
                "{\"input\":[{\"type\":\"item_reference\",\"id\":\"x\"}]}|input[0].type",
                "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\"}]}]}|input[0].content[0].type",
                "{\"input\":\"a\",\"store\":true}|store",
                "{\"input\":\"a\",\"background\":true}|background",
                "{\"input\":\"a\",\"previous_response_id\":\"r\"}|previous_response_id",
                "{\"input\":\"a\",\"conversation\":{\"id\":\"c\"}}|conversation",
                "{\"input\":\"a\",\"truncation\":\"auto\"}|truncation",
                "{\"input\":\"a\",\"tools\":[{\"type\":\"web_search\"}]}|tools[0].type",
                "{\"input\":\"a\",\"text\":{\"format\":{\"type\":\"xml\"}}}|text.format.type",
                "{\"input\":\"a\",\"n\":2}|n"
            })
    void shouldNameTheFieldThatCannotBeServed(String body, String param) {
        assertThatThrownBy(() -> dialect.request(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(PlatformException.class, refusal -> {
                    assertThat(refusal.param()).isEqualTo(param);
                    assertThat(refusal.code().status()).isEqualTo(400);
                });
    }

    @Test
    void shouldKeepReasoningApartFromWhatIsSaidAndCalled() throws IOException {
        asked();
        Buffer out = dialect.events(Buffer.buffer(delta("{\"reasoning_content\":\"음\"}")
                        + delta("{\"content\":\"네\"}")
                        + delta(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}")
                        + delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}")))
                .appendBuffer(dialect.end(COUNTS));

        List<JsonObject> events = events(out);
        assertThat(events)
                .extracting(event -> event.getString("type").replace("response.", ""))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "content_part.added",
                        "reasoning_text.delta",
                        "reasoning_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).getInteger("sequence_number")).isEqualTo(i);
        }
        JsonObject response = events.getLast().getJsonObject("response");
        assertThat(response.getJsonArray("output"))
                .extracting(item -> ((JsonObject) item).getString("type"))
                .containsExactly("reasoning", "message", "function_call");
        assertThat(response.getJsonArray("output").getJsonObject(2).getString("arguments"))
                .isEqualTo("{}");
        assertThat(response.getJsonObject("usage").getInteger("total_tokens")).isEqualTo(13);
        assertThat(response.getBoolean("store")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"length, max_output_tokens", "content_filter, content_filter"})
    void shouldSayThatAnAnswerIsIncomplete(String finish, String reason) throws IOException {
        asked();
        dialect.events(Buffer.buffer(
                "data: {\"choices\":[{\"delta\":{\"content\":\"네\"},\"finish_reason\":\"" + finish + "\"}]}\n\n"));

        JsonObject last = events(dialect.end(COUNTS)).getLast();

        assertThat(last.getString("type")).isEqualTo("response.incomplete");
        assertThat(last.getJsonObject("response")
                        .getJsonObject("incomplete_details")
                        .getString("reason"))
                .isEqualTo(reason);
    }

    @Test
    void shouldEndWithAFailureThatHoldsWhatWasSaid() throws IOException {
        asked();
        dialect.events(Buffer.buffer(delta("{\"content\":\"네\"}")));

        List<JsonObject> events = events(dialect.failure(Buffer.buffer("""
                {"error":{"message":"m","type":"server_error","param":null,"code":"engine_failed"},
                 "error_type":"engine_failed","request_id":"r"}""")));

        assertThat(events).hasSize(1);
        JsonObject response = events.getFirst().getJsonObject("response");
        assertThat(events.getFirst().getString("type")).isEqualTo("response.failed");
        assertThat(response.getString("status")).isEqualTo("failed");
        assertThat(response.getJsonObject("error").getString("code")).isEqualTo("server_error");
        assertThat(response.getJsonArray("output").getJsonObject(0).getString("status"))
                .isEqualTo("incomplete");
    }

    private JsonObject translated(String body) {
        return new JsonObject(Buffer.buffer(dialect.request(body.getBytes(UTF_8))));
    }

    private void asked() {
        dialect.request("{\"model\":\"m\",\"input\":\"안녕\"}".getBytes(UTF_8));
    }

    private static String delta(String delta) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}\n\n";
    }

    private static List<JsonObject> events(Buffer out) {
        return Arrays.stream(out.toString().split("\n"))
                .filter(line -> line.startsWith("data: "))
                .map(line -> new JsonObject(line.substring(6)))
                .toList();
    }
}
