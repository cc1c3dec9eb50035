package kr.hangil.gateway.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.StringJoiner;
import kr.hangil.gateway.protocol.RequestTree;
import org.jspecify.annotations.Nullable;

/** Instructions and input items, as messages of a chat completion. Used once. */
final class ItemsTranslation {

    private static final String CONTENT = "content";
    private static final String TYPE = "type";
    private static final String TEXT = "text";
    private static final String ROLE = "role";
    private static final String ASSISTANT = "assistant";

    private final ArrayNode messages;
    private @Nullable ObjectNode turn;

    /** @param messages where they go */
    ItemsTranslation(ArrayNode messages) {
        this.messages = messages;
    }

    void translate(ObjectNode request) {
        if (RequestTree.get(request, "instructions") != null) {
            messages.addObject()
                    .put(ROLE, "system")
                    .put(CONTENT, RequestTree.text(request, "instructions", "instructions"));
        }
        JsonNode input = RequestTree.get(request, "input");
        if (input == null) {
            throw RequestTree.invalid("input", "is missing: expected a string or an array of items");
        }
        if (input.isTextual()) {
            messages.addObject().put(ROLE, "user").set(CONTENT, input);
            return;
        }
        if (!(input instanceof ArrayNode items) || items.isEmpty()) {
            throw RequestTree.invalid("input", "must be a string or an array of at least one item");
        }
        for (int i = 0; i < items.size(); i++) {
            String path = "input[" + i + "]";
            item(RequestTree.object(items.get(i), path), path);
        }
    }

    private void item(ObjectNode item, String path) {
        JsonNode type = RequestTree.get(item, TYPE);
        switch (type == null ? "message" : type.asText()) {
            case "message" -> message(item, path);
            case "function_call" -> call(item, path);
            case "function_call_output" -> output(item, path);
            // A template has no place for what the model thought in an earlier turn.
            case "reasoning" -> {}
            default ->
                throw RequestTree.unsupported(
                        path + ".type",
                        "is " + item.path(TYPE).asText()
                                + "; served are message, function_call, function_call_output and reasoning");
        }
    }

    private void message(ObjectNode item, String path) {
        String role = RequestTree.text(item, ROLE, path + ".role");
        JsonNode content = RequestTree.get(item, CONTENT);
        if (content == null) {
            throw RequestTree.invalid(path + ".content", "is missing: expected a string or an array of parts");
        }
        switch (role) {
            case "user", "system", "developer", ASSISTANT -> {
                ObjectNode message = messages.addObject().put(ROLE, role);
                message.set(CONTENT, content(content, path + ".content"));
                turn = role.equals(ASSISTANT) ? message : null;
            }
            default -> throw RequestTree.invalid(path + ".role", "must be user, assistant, system or developer");
        }
    }

    /** Calls of one turn are one message, together with what was said before them. */
    private void call(ObjectNode item, String path) {
        ObjectNode message = turn;
        if (message == null) {
            message = messages.addObject().put(ROLE, ASSISTANT);
            message.putNull(CONTENT);
            turn = message;
        }
        message.withArray("tool_calls")
                .addObject()
                .put("id", RequestTree.text(item, "call_id", path + ".call_id"))
                .put(TYPE, "function")
                .putObject("function")
                .put("name", RequestTree.text(item, "name", path + ".name"))
                .put("arguments", RequestTree.text(item, "arguments", path + ".arguments"));
    }

    private void output(ObjectNode item, String path) {
        turn = null;
        JsonNode output = RequestTree.get(item, "output");
        if (output == null) {
            throw RequestTree.invalid(path + ".output", "is missing: expected a string or an array of parts");
        }
        messages.addObject()
                .put(ROLE, "tool")
                .put("tool_call_id", RequestTree.text(item, "call_id", path + ".call_id"))
                .set(CONTENT, content(output, path + ".output"));
    }

    private static JsonNode content(JsonNode content, String path) {
        if (content.isTextual()) {
            return content;
        }
        if (!(content instanceof ArrayNode given)) {
            throw RequestTree.invalid(path, "must be a string or an array of parts");
        }
        ArrayNode parts = RequestTree.JSON.createArrayNode();
        StringJoiner text = new StringJoiner("\n");
        boolean textOnly = true;
        for (int i = 0; i < given.size(); i++) {
            String at = path + "[" + i + "]";
            ObjectNode part = part(RequestTree.object(given.get(i), at), at);
            textOnly &= part.has(TEXT);
            text.add(part.path(TEXT).asText());
            parts.add(part);
        }
        return textOnly ? parts.textNode(text.toString()) : parts;
    }

    private static ObjectNode part(ObjectNode given, String path) {
        ObjectNode part = RequestTree.JSON.createObjectNode();
        switch (RequestTree.text(given, TYPE, path + ".type")) {
            case "input_text", "output_text", TEXT ->
                part.put(TYPE, TEXT).put(TEXT, RequestTree.text(given, TEXT, path + ".text"));
            case "refusal" -> part.put(TYPE, TEXT).put(TEXT, RequestTree.text(given, "refusal", path + ".refusal"));
            case "input_image" -> {
                ObjectNode image = part.put(TYPE, "image_url").putObject("image_url");
                image.put("url", RequestTree.text(given, "image_url", path + ".image_url"));
                RequestTree.copy(given, "detail", image, "detail");
            }
            default ->
                throw RequestTree.unsupported(
                        path + ".type", "is " + given.path(TYPE).asText() + ", which cannot be served here");
        }
        return part;
    }
}
