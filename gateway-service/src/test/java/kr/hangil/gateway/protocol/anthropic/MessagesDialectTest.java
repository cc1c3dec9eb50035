package kr.hangil.gateway.protocol.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.platform.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesDialectTest {

    private static final TokenCounts COUNTS = new TokenCounts(10, 4, 3, 0, false);

    private final MessagesDialect dialect = new MessagesDialect("req_1", false);

    @Test
    void shouldSayAWholeConversationInChatCompletionsWords() {
        JsonObject chat = translated("""
                {"model":"m","max_tokens":9,"system":[{"type":"text","text":"가"},{"type":"text","text":"나"}],
                 "stop_sequences":["끝"],"temperature":0.5,"top_k":3,"stream":true,"min_p":0.1,"metadata":{"user_id":"u"},
                 "tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],
                 "tool_choice":{"type":"any","disable_parallel_tool_use":true},
                 "messages":[{"role":"user","content":"안녕"},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"음","signature":""},{"type":"text","text":"네"},
                   {"type":"tool_use","id":"t1","name":"f","input":{"a":1}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,
                   "content":[{"type":"text","text":"없음"}]},{"type":"text","text":"다시"},
                   {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAA="}}]}]}""");

        assertThat(chat.getInteger("max_tokens")).isEqualTo(9);
        assertThat(chat.getJsonArray("stop")).containsExactly("끝");
        assertThat(chat.getInteger("top_k")).isEqualTo(3);
        assertThat(chat.getDouble("min_p")).isEqualTo(0.1);
        assertThat(chat.containsKey("metadata")).isFalse();
        assertThat(chat.getJsonObject("stream_options").getBoolean("include_usage"))
                .isTrue();
        assertThat(chat.getString("tool_choice")).isEqualTo("required");
        assertThat(chat.getBoolean("parallel_tool_calls")).isFalse();
        assertThat(chat.getJsonArray("messages")).isEqualTo(new JsonArray("""
                [{"role":"system","content":"가\\n나"},{"role":"user","content":"안녕"},
                 {"role":"assistant","content":"네","reasoning_content":"음","tool_calls":[
                  {"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
                 {"role":"tool","tool_call_id":"t1","content":"Error:\\n없음"},
                 {"role":"user","content":[{"type":"text","text":"다시"},
                  {"type":"image_url","image_url":{"url":"data:image/png;base64,AAA="}}]}]"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|max_tokens",
                "{\"max_tokens\":1}|messages",
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"tool\",\"content\":\"a\"}]}|messages[0].role",
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\"}]}|messages[0].content",
                "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}]}|messages[0].content[0].type",
                "{\"max_tokens\":1,\"n\":2}|n",
                "{\"max_tokens\":1,\"mcp_servers\":[{}]}|mcp_servers",
                "{\"max_tokens\":1,\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"w\"}]}|tools[0].type",
                "{\"max_tokens\":1,\"tool_choice\":{\"type\":\"some\"}}|tool_choice.type",
                "{\"max_tokens\":1,\"thinking\":{\"type\":\"much\"}}|thinking.type"
            })
    void shouldNameTheFieldThatCannotBeServed(String body, String param) {
        assertThatThrownBy(() -> dialect.request(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(PlatformException.class, refusal -> {
                    assertThat(refusal.param()).isEqualTo(param);
                    assertThat(refusal.code().status()).isEqualTo(400);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{} {}", ""})
    void shouldRefuseWhatIsNoJsonObject(String body) {
        assertThatThrownBy(() -> dialect.request(body.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refusal -> assertThat(refusal.code()).isIn(ErrorCode.INVALID_JSON, ErrorCode.INVALID_REQUEST));
    }

    @ParameterizedTest
    @CsvSource({
        "stop,, end_turn",
        "stop, 끝, stop_sequence",
        "stop, 아님, end_turn",
        "length,, max_tokens",
        "tool_calls,, tool_use",
        "content_filter,, refusal"
    })
    void shouldSayWhyAnAnswerEnded(String finish, String matched, String reason) throws IOException {
        asked("");
        JsonObject choice = new JsonObject()
                .put("finish_reason", finish)
                .put("stop_reason", matched)
                .put("message", new JsonObject().put("content", "네"));

        JsonObject message = whole(choice);

        assertThat(message.getString("stop_reason")).isEqualTo(reason);
        assertThat(message.getString("stop_sequence")).isEqualTo(reason.equals("stop_sequence") ? "끝" : null);
        assertThat(message.getJsonObject("usage").getInteger("input_tokens")).isEqualTo(6);
        assertThat(message.getJsonObject("usage").getInteger("cache_read_input_tokens"))
                .isEqualTo(4);
    }

    @Test
    void shouldShowThinkingOnlyWhenAsked() throws IOException {
        JsonObject choice = new JsonObject()
                .put("message", new JsonObject().put("reasoning_content", "음").put("content", "네"));
        asked("");
        assertThat(whole(choice).getJsonArray("content")).hasSize(1);

        asked(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}");
        assertThat(whole(choice).getJsonArray("content").getJsonObject(0).getString("thinking"))
                .isEqualTo("음");
    }

    @Test
    void shouldLeaveOutAToolCallThatTheLimitCut() throws IOException {
        asked("");
        JsonObject choice = new JsonObject("""
                {"finish_reason":"length","message":{"tool_calls":[
                 {"id":"t","type":"function","function":{"name":"f","arguments":"{\\"path\\": \\"/h"}}]}}""");

        assertThat(whole(choice).getJsonArray("content")).isEmpty();
        choice.put("finish_reason", "tool_calls");
        assertThatThrownBy(() -> whole(choice)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldStreamTextThenTwoToolCallsAsBlocksOneAfterTheOther() throws IOException {
        asked("");
        String stream = delta("{\"role\":\"assistant\",\"content\":\"볼\"}") + delta("{\"content\":\"게요\"}")
                + delta(call(0, "\"id\":\"a\",", "{\\\"x\\\"")) + delta(call(0, "", ":1}"))
                + delta(call(1, "\"id\":\"b\",", "{}"))
                + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n";

        Buffer out = dialect.events(Buffer.buffer(stream)).appendBuffer(dialect.end(COUNTS));

        assertThat(names(out))
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_delta",
                        "content_block_stop",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(out.toString())
                .contains("\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\"")
                .contains("\"partial_json\":\"{\\\"x\\\"\"")
                .contains("\"stop_reason\":\"tool_use\"");
    }

    @Test
    void shouldFailWhenAnEngineGoesBackToAnEarlierCall() throws IOException {
        asked("");
        dialect.events(Buffer.buffer(delta(call(0, "\"id\":\"a\",", "{")) + delta(call(1, "\"id\":\"b\",", "{"))));

        assertThatThrownBy(() -> dialect.events(Buffer.buffer(delta(call(0, "", "}")))))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @CsvSource({"몽골의| 수도, 수도", "몽|골의 수도, 수도", "몽|고, 몽고", "수도, 수도"})
    void shouldNotRepeatWhatTheClientBeganItself(String pieces, String expected) {
        Prefill prefill = new Prefill("몽골의");
        StringBuilder seen = new StringBuilder();
        for (String piece : pieces.split("\\|")) {
            seen.append(prefill.strip(piece));
        }
        seen.append(prefill.rest());

        assertThat(seen.toString().strip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "invalid_api_key, authentication_error", "credit_exhausted, billing_error", "budget_exceeded, permission_error",
        "model_not_found, not_found_error", "body_too_large, request_too_large", "rate_limited, rate_limit_error",
        "no_replica, overloaded_error", "engine_failed, api_error", "engine_timeout, timeout_error",
        "context_length_exceeded, invalid_request_error", "what_is_this, api_error"
    })
    void shouldRefuseInAnthropicsTypes(String code, String type) {
        Buffer envelope = Buffer.buffer("{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":\"" + code
                + "\"},\"error_type\":\"" + code + "\",\"request_id\":\"r\"}");

        JsonObject refusal = dialect.refusal(envelope).toJsonObject();

        assertThat(refusal.getString("type")).isEqualTo("error");
        assertThat(refusal.getJsonObject("error").getString("type")).isEqualTo(type);
        assertThat(refusal.getString("error_type")).isEqualTo(code);
        assertThat(refusal.getString("request_id")).isEqualTo("r");
        assertThat(dialect.failure(envelope).toString()).startsWith("event: error\ndata: {\"type\":\"error\"");
    }

    private JsonObject translated(String body) {
        return new JsonObject(Buffer.buffer(dialect.request(body.getBytes(UTF_8))));
    }

    private void asked(String more) {
        String body = "{\"model\":\"m\",\"max_tokens\":9,\"stop_sequences\":[\"끝\"],\"messages\":["
                + "{\"role\":\"user\",\"content\":\"안녕\"}]" + more + "}";
        dialect.request(body.getBytes(UTF_8));
    }

    private JsonObject whole(JsonObject choice) throws IOException {
        JsonObject answer = new JsonObject().put("choices", new JsonArray().add(choice));
        return dialect.whole(answer.toBuffer(), COUNTS).toJsonObject();
    }

    private static String call(int index, String id, String arguments) {
        String name = id.isEmpty() ? "" : "\"name\":\"f\",";
        return "{\"tool_calls\":[{\"index\":" + index + "," + id + "\"function\":{" + name + "\"arguments\":\""
                + arguments + "\"}}]}";
    }

    private static String delta(String delta) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}\n\n";
    }

    private static List<String> names(Buffer events) {
        return Arrays.stream(events.toString().split("\n"))
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .toList();
    }
}
