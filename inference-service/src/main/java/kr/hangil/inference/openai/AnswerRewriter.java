package kr.hangil.inference.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Makes one engine's answer what the client asked for: the name, the tool call, the usage of all choices. */
final class AnswerRewriter {

    private static final String CHOICES = "choices";
    private static final String CONTENT = "content";
    private static final String DELTA = "delta";
    private static final String FINISH = "finish_reason";
    private static final String USAGE = "usage";

    private final ObjectMapper json;
    private final EngineRequest request;
    private final Map<Integer, StringBuilder> disguised = new TreeMap<>();
    private final UsageSum streamed;
    private @Nullable ObjectNode usageEvent;

    AnswerRewriter(ObjectMapper json, EngineRequest request) {
        this.json = json;
        this.request = request;
        this.streamed = new UsageSum(request.choicesPerPrompt());
    }

    /** One answer out of those to {@link EngineRequest#calls}, in their order. */
    Buffer whole(List<Buffer> answers) {
        ObjectNode first = read(answers.getFirst());
        if (request.operation() == Operation.TOKENIZE) {
            // Engines agree on the tokens; that their number is told as well is the shape most have.
            return write(first.put("count", first.path("tokens").size()));
        }
        ArrayNode choices = json.createArrayNode();
        UsageSum sum = new UsageSum(request.choicesPerPrompt());
        for (int i = 0; i < answers.size(); i++) {
            ObjectNode answer = i == 0 ? first : read(answers.get(i));
            sum.add(answer.path(USAGE));
            for (JsonNode choice : answer.path(CHOICES)) {
                ObjectNode own = (ObjectNode) choice;
                own.put("index", choices.size());
                choices.add(own);
            }
        }
        if (answers.size() > 1) {
            first.set(CHOICES, choices);
            first.remove("timings");
            sum.writeTo(first.withObject("/" + USAGE));
        }
        if (request.answer().forcedTool()) {
            for (JsonNode choice : first.path(CHOICES)) {
                undisguise((ObjectNode) choice);
            }
        }
        rename(first);
        return write(first);
    }

    private void undisguise(ObjectNode choice) {
        ObjectNode message = (ObjectNode) choice.path("message");
        String content = message.path(CONTENT).asText("");
        message.putNull(CONTENT);
        ObjectNode call = toolCall(content, choice.path(FINISH).asText());
        if (call != null) {
            message.putArray("tool_calls").add(call);
            choice.put(FINISH, "tool_calls");
        }
    }

    /** What goes to the client for one data event of the engine: none, one or several events. */
    Buffer event(Buffer payload) {
        ObjectNode event = read(payload);
        rename(event);
        JsonNode choices = event.path(CHOICES);
        if (request.answer().severalChoices() && choices.isEmpty() && event.hasNonNull(USAGE)) {
            keepUsage(event);
            return Buffer.buffer();
        }
        if (!request.answer().forcedTool() || choices.isEmpty()) {
            return line(event);
        }
        return disguisedEvent(event, (ObjectNode) choices.get(0));
    }

    private Buffer disguisedEvent(ObjectNode event, ObjectNode choice) {
        StringBuilder content = disguised.computeIfAbsent(choice.path("index").asInt(), index -> new StringBuilder());
        ObjectNode delta = choice.withObject("/" + DELTA);
        JsonNode text = delta.remove(CONTENT);
        if (text != null && text.isTextual()) {
            content.append(text.textValue());
        }
        if (!choice.hasNonNull(FINISH)) {
            // The first event has the role and goes out, those with pieces of the call are kept.
            return delta.isEmpty() ? Buffer.buffer() : line(event);
        }
        ObjectNode call = toolCall(content.toString(), choice.path(FINISH).asText());
        if (call == null) {
            return line(event);
        }
        ObjectNode before = event.deepCopy();
        ObjectNode beforeChoice = (ObjectNode) before.path(CHOICES).get(0);
        beforeChoice.putNull(FINISH);
        beforeChoice.withObject("/" + DELTA).putArray("tool_calls").add(call.put("index", 0));
        choice.put(FINISH, "tool_calls");
        return line(before).appendBuffer(line(event));
    }

    /** What must still be said before the end of a stream. */
    Buffer beforeDone() {
        return usageEvent == null ? Buffer.buffer() : line(usageEvent);
    }

    private void keepUsage(ObjectNode event) {
        streamed.add(event.path(USAGE));
        event.remove("timings");
        streamed.writeTo(event.withObject("/" + USAGE));
        usageEvent = event;
    }

    private void rename(ObjectNode answer) {
        String model = request.answer().model();
        if (model != null) {
            answer.put("model", model);
        }
    }

    /** The call that {@code content} spells; null when the token limit cut it. */
    private @Nullable ObjectNode toolCall(String content, String finish) {
        try {
            JsonNode spelt = json.readTree(content);
            ObjectNode call = json.createObjectNode();
            call.put(
                    "id",
                    "call_"
                            + HexFormat.of()
                                    .toHexDigits(ThreadLocalRandom.current().nextLong()));
            call.put("type", "function");
            call.putObject("function")
                    .put("name", spelt.path(ForcedTool.NAME).asText())
                    .put("arguments", spelt.path(ForcedTool.ARGUMENTS).toString());
            return spelt.has(ForcedTool.ARGUMENTS) ? call : null;
        } catch (JsonProcessingException e) {
            if (finish.equals("length")) {
                return null;
            }
            throw new PlatformException(ErrorCode.ENGINE_FAILED, "the engine ended inside a tool call", e);
        }
    }

    private ObjectNode read(Buffer answer) {
        try {
            return (ObjectNode) json.readTree(answer.getBytes());
        } catch (IOException | ClassCastException e) {
            throw new PlatformException(ErrorCode.ENGINE_FAILED, "the engine's answer is not JSON", e);
        }
    }

    private Buffer line(ObjectNode event) {
        return Buffer.buffer("data: ").appendBuffer(write(event)).appendString("\n\n");
    }

    private Buffer write(ObjectNode node) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }
}
