package kr.hangil.gateway.protocol.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.EngineEvents;
import kr.hangil.gateway.protocol.RequestTree;

/**
 * The events of one streamed message: {@code message_start}, then blocks one after the other, each with its start, deltas
 * and stop, then {@code message_delta} and {@code message_stop}.
 */
final class MessagesStream {

    private static final String TYPE = "type";
    private static final String INDEX = "index";
    private static final String DELTA = "delta";

    private final String id;
    private final MessagesRequest request;
    private final Prefill prefill;

    private boolean started;
    private int blocks;
    private Open open = Open.NONE;
    private int openCall = -1;
    private boolean called;
    private JsonNode finished = RequestTree.JSON.missingNode();

    private enum Open {
        NONE,
        TEXT,
        THINKING,
        TOOL_USE
    }

    MessagesStream(String id, MessagesRequest request) {
        this.id = id;
        this.request = request;
        this.prefill = new Prefill(request.prefill());
    }

    /** Appends to {@code out} what {@code chunk} says. */
    void chunk(ObjectNode chunk, Buffer out) throws IOException {
        start(out);
        JsonNode choice = chunk.path("choices").path(0);
        JsonNode delta = choice.path(DELTA);
        String thought =
                delta.path("reasoning_content").asText(delta.path("reasoning").asText(""));
        if (!thought.isEmpty() && request.thinking()) {
            open(Open.THINKING, MessageParts.thinking(""), out);
            delta(out, "thinking_delta", "thinking", thought);
        }
        text(prefill.strip(delta.path("content").asText("")), out);
        for (JsonNode call : delta.path("tool_calls")) {
            call(call, out);
        }
        if (choice.hasNonNull("finish_reason")) {
            finished = choice;
        }
    }

    private void text(String text, Buffer out) {
        if (!text.isEmpty()) {
            open(Open.TEXT, MessageParts.text(""), out);
            delta(out, "text_delta", "text", text);
        }
    }

    private void call(JsonNode call, Buffer out) throws IOException {
        int index = call.path(INDEX).asInt(0);
        JsonNode function = call.path("function");
        if (open != Open.TOOL_USE || index != openCall) {
            if (index <= openCall) {
                throw new IOException("the engine went back to a tool call that it had left");
            }
            text(prefill.rest(), out);
            close(out);
            openCall = index;
            called = true;
            open(
                    Open.TOOL_USE,
                    MessageParts.toolUse(
                            call.path("id").asText("toolu_" + id + "_" + index),
                            function.path("name").asText()),
                    out);
        }
        String arguments = function.path("arguments").asText("");
        if (!arguments.isEmpty()) {
            delta(out, "input_json_delta", "partial_json", arguments);
        }
    }

    /** Appends the end of a whole message. */
    void end(TokenCounts counts, Buffer out) {
        start(out);
        text(prefill.rest(), out);
        close(out);
        ObjectNode event = RequestTree.JSON.createObjectNode().put(TYPE, "message_delta");
        MessageParts.stop(event.putObject(DELTA), finished, request.stops(), called);
        event.set("usage", MessageParts.usage(counts));
        EngineEvents.append(out, event);
        EngineEvents.append(out, RequestTree.JSON.createObjectNode().put(TYPE, "message_stop"));
    }

    private void start(Buffer out) {
        if (!started) {
            started = true;
            ObjectNode event = RequestTree.JSON.createObjectNode().put(TYPE, "message_start");
            event.set("message", MessageParts.message(id, request.model(), TokenCounts.NONE));
            EngineEvents.append(out, event);
        }
    }

    private void open(Open kind, ObjectNode block, Buffer out) {
        if (open == kind) {
            return;
        }
        close(out);
        open = kind;
        ObjectNode event = RequestTree.JSON
                .createObjectNode()
                .put(TYPE, "content_block_start")
                .put(INDEX, blocks);
        event.set("content_block", block);
        EngineEvents.append(out, event);
    }

    private void delta(Buffer out, String type, String field, String piece) {
        ObjectNode event = RequestTree.JSON
                .createObjectNode()
                .put(TYPE, "content_block_delta")
                .put(INDEX, blocks);
        event.putObject(DELTA).put(TYPE, type).put(field, piece);
        EngineEvents.append(out, event);
    }

    private void close(Buffer out) {
        if (open != Open.NONE) {
            open = Open.NONE;
            EngineEvents.append(
                    out,
                    RequestTree.JSON
                            .createObjectNode()
                            .put(TYPE, "content_block_stop")
                            .put(INDEX, blocks++));
        }
    }
}
