package kr.hangil.gateway.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.EngineEvents;
import kr.hangil.gateway.protocol.RequestTree;
import kr.hangil.gateway.protocol.responses.OutputItem.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The events of one response, numbered from 0: {@code response.created} and {@code response.in_progress}, the items one
 * after the other, and {@code response.completed}, {@code .incomplete} or {@code .failed}.
 */
final class ResponsesStream {

    private final String answer;
    private final ResponseObject response;
    private final ArrayNode output = RequestTree.JSON.createArrayNode();

    private long sequence;
    private boolean started;
    private @Nullable OutputItem open;
    private int openCall = -1;
    private String finish = "";

    /** @param answer what the ids of all items have in common */
    ResponsesStream(String answer, ResponseObject response) {
        this.answer = answer;
        this.response = response;
    }

    /** Appends to {@code out} what {@code delta}, a piece of a message or all of one, says. */
    void delta(JsonNode delta, Buffer out) throws IOException {
        start(out);
        piece(
                Kind.REASONING,
                delta.path("reasoning_content").asText(delta.path("reasoning").asText("")),
                out);
        piece(Kind.MESSAGE, delta.path("content").asText(""), out);
        int position = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            call(call, call.path("index").asInt(position++), out);
        }
    }

    /** @param choice may say why the answer ends */
    void finish(JsonNode choice) {
        if (choice.hasNonNull("finish_reason")) {
            finish = choice.path("finish_reason").asText();
        }
    }

    private void piece(Kind kind, String text, Buffer out) {
        if (text.isEmpty()) {
            return;
        }
        OutputItem item = open;
        if (item == null || item.kind() != kind) {
            item = open(kind, "", "", out);
            ObjectNode added = content("response.content_part.added", item);
            added.set("part", item.part(""));
            emit(added, out);
        }
        item.append(text);
        ObjectNode event =
                content(kind == Kind.MESSAGE ? "response.output_text.delta" : "response.reasoning_text.delta", item);
        event.put("delta", text);
        emit(withLogprobs(event, kind), out);
    }

    private void call(JsonNode call, int index, Buffer out) throws IOException {
        JsonNode function = call.path("function");
        OutputItem item = open;
        if (item == null || item.kind() != Kind.CALL || index != openCall) {
            if (index <= openCall) {
                throw new IOException("the engine went back to a tool call that it had left");
            }
            openCall = index;
            item = open(
                    Kind.CALL,
                    call.path("id").asText("call_" + answer + "_" + index),
                    function.path("name").asText(),
                    out);
        }
        String arguments = function.path("arguments").asText("");
        if (!arguments.isEmpty()) {
            item.append(arguments);
            emit(at("response.function_call_arguments.delta", item).put("delta", arguments), out);
        }
    }

    /** Appends the end of a whole response and returns it. */
    ObjectNode end(TokenCounts counts, Buffer out) {
        start(out);
        String reason = switch (finish) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> "content_filter";
            default -> "";
        };
        close(reason.isEmpty() ? ResponseObject.COMPLETED : ResponseObject.INCOMPLETE, out);
        ObjectNode ended = response.ended(output, counts, reason);
        emit(whole(reason.isEmpty() ? "response.completed" : "response.incomplete", ended), out);
        return ended;
    }

    /** Appends the end of a response that cannot go on. */
    void fail(ObjectNode error, Buffer out) {
        start(out);
        OutputItem item = open;
        if (item != null) {
            output.add(item.toJson(ResponseObject.INCOMPLETE));
            open = null;
        }
        emit(whole("response.failed", response.failed(output, error)), out);
    }

    private void start(Buffer out) {
        if (!started) {
            started = true;
            emit(whole("response.created", response.inProgress()), out);
            emit(whole("response.in_progress", response.inProgress()), out);
        }
    }

    private OutputItem open(Kind kind, String callId, String name, Buffer out) {
        close(ResponseObject.COMPLETED, out);
        OutputItem item = new OutputItem(kind, answer, output.size(), callId, name);
        open = item;
        ObjectNode event = event("response.output_item.added").put("output_index", item.index());
        event.set("item", item.toJson(ResponseObject.IN_PROGRESS));
        emit(event, out);
        return item;
    }

    private void close(String status, Buffer out) {
        OutputItem item = open;
        if (item == null) {
            return;
        }
        open = null;
        if (item.kind() == Kind.CALL) {
            emit(at("response.function_call_arguments.done", item).put("arguments", item.text()), out);
        } else {
            boolean message = item.kind() == Kind.MESSAGE;
            ObjectNode done = content(message ? "response.output_text.done" : "response.reasoning_text.done", item);
            emit(withLogprobs(done.put("text", item.text()), item.kind()), out);
            ObjectNode part = content("response.content_part.done", item);
            part.set("part", item.part());
            emit(part, out);
        }
        ObjectNode event = event("response.output_item.done").put("output_index", item.index());
        event.set("item", item.toJson(status));
        emit(event, out);
        output.add(item.toJson(status));
    }

    private static ObjectNode withLogprobs(ObjectNode event, Kind kind) {
        if (kind == Kind.MESSAGE) {
            event.putArray("logprobs");
        }
        return event;
    }

    private static ObjectNode content(String type, OutputItem item) {
        return at(type, item).put("content_index", 0);
    }

    private static ObjectNode at(String type, OutputItem item) {
        return event(type).put("item_id", item.id()).put("output_index", item.index());
    }

    private static ObjectNode whole(String type, ObjectNode response) {
        ObjectNode event = event(type);
        event.set("response", response);
        return event;
    }

    private static ObjectNode event(String type) {
        return RequestTree.JSON.createObjectNode().put("type", type);
    }

    private void emit(ObjectNode event, Buffer out) {
        EngineEvents.append(out, event.put("sequence_number", sequence++));
    }
}
