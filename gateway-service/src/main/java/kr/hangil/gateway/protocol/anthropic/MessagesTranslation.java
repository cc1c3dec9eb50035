package kr.hangil.gateway.protocol.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import kr.hangil.gateway.protocol.RequestTree;
import org.jspecify.annotations.Nullable;

/** The system prompt and the turns of a conversation, as messages of a chat completion. Used once. */
final class MessagesTranslation {

    private static final String CONTENT = "content";
    private static final String TYPE = "type";
    private static final String TEXT = "text";
    private static final String ROLE = "role";
    private static final String SOURCE = "source";

    private final ArrayNode messages;

    /** @param messages where they go */
    MessagesTranslation(ArrayNode messages) {
        this.messages = messages;
    }

    /** Translates all of {@code request}; returns what its last message has the answer begin with, possibly nothing. */
    String translate(ObjectNode request) {
        JsonNode system = RequestTree.get(request, "system");
        if (system != null) {
            messages.addObject().put(ROLE, "system").put(CONTENT, textOf(system, "system"));
        }
        JsonNode given = RequestTree.get(request, "messages");
        if (!(given instanceof ArrayNode turns) || turns.isEmpty()) {
            throw RequestTree.invalid("messages", "must be an array of at least one message");
        }
        for (int i = 0; i < turns.size(); i++) {
            String path = "messages[" + i + "]";
            ObjectNode turn = RequestTree.object(turns.get(i), path);
            JsonNode content = RequestTree.get(turn, CONTENT);
            if (content == null) {
                throw RequestTree.invalid(path + ".content", "is missing: expected a string or an array of blocks");
            }
            switch (RequestTree.text(turn, ROLE, path + ".role")) {
                case "user" -> user(content, path + ".content");
                case "assistant" -> assistant(content, path + ".content");
                case "system" ->
                    messages.addObject().put(ROLE, "system").put(CONTENT, textOf(content, path + ".content"));
                default -> throw RequestTree.invalid(path + ".role", "must be user or assistant");
            }
        }
        JsonNode last = messages.get(messages.size() - 1);
        boolean begun = last.path(ROLE).asText().equals("assistant") && !last.has("tool_calls");
        return begun ? last.path(CONTENT).asText() : "";
    }

    private void user(JsonNode content, String path) {
        if (content.isTextual()) {
            messages.addObject().put(ROLE, "user").set(CONTENT, content);
            return;
        }
        ArrayNode blocks = blocks(content, path);
        ArrayNode parts = RequestTree.JSON.createArrayNode();
        for (int i = 0; i < blocks.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode block = blocks.get(i);
            if (type(block, at).equals("tool_result")) {
                toolResult(block, at);
            } else {
                parts.add(part(block, at));
            }
        }
        if (!parts.isEmpty() || blocks.isEmpty()) {
            messages.addObject().put(ROLE, "user").set(CONTENT, joined(parts));
        }
    }

    /** A chat has results as messages of their own, right after the calls. */
    private void toolResult(JsonNode block, String path) {
        ObjectNode message = messages.addObject()
                .put(ROLE, "tool")
                .put("tool_call_id", RequestTree.text(block, "tool_use_id", path + ".tool_use_id"));
        String failed = RequestTree.flag(block, "is_error", path + ".is_error") ? "Error: " : "";
        JsonNode content = RequestTree.get(block, CONTENT);
        if (content == null) {
            message.put(CONTENT, failed);
        } else if (content.isTextual()) {
            message.put(CONTENT, failed + content.textValue());
        } else {
            ArrayNode blocks = blocks(content, path + ".content");
            ArrayNode parts = RequestTree.JSON.createArrayNode();
            if (!failed.isEmpty()) {
                parts.addObject().put(TYPE, TEXT).put(TEXT, failed.strip());
            }
            for (int i = 0; i < blocks.size(); i++) {
                parts.add(part(blocks.get(i), path + ".content[" + i + "]"));
            }
            message.set(CONTENT, joined(parts));
        }
    }

    private void assistant(JsonNode content, String path) {
        ObjectNode message = messages.addObject().put(ROLE, "assistant");
        if (content.isTextual()) {
            message.set(CONTENT, content);
            return;
        }
        ArrayNode blocks = blocks(content, path);
        List<String> texts = new ArrayList<>();
        List<String> thoughts = new ArrayList<>();
        ArrayNode calls = RequestTree.JSON.createArrayNode();
        for (int i = 0; i < blocks.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode block = blocks.get(i);
            switch (type(block, at)) {
                case TEXT -> texts.add(RequestTree.text(block, TEXT, at + ".text"));
                case "thinking" -> thoughts.add(RequestTree.text(block, "thinking", at + ".thinking"));
                case "redacted_thinking" -> {}
                case "tool_use" -> calls.add(call(block, at));
                default -> throw unknown(block, at);
            }
        }
        if (texts.isEmpty() && !calls.isEmpty()) {
            message.putNull(CONTENT);
        } else {
            message.put(CONTENT, String.join("", texts));
        }
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", String.join("\n", thoughts));
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
    }

    private static ObjectNode call(JsonNode block, String path) {
        ObjectNode call = RequestTree.JSON
                .createObjectNode()
                .put("id", RequestTree.text(block, "id", path + ".id"))
                .put(TYPE, "function");
        call.putObject("function")
                .put("name", RequestTree.text(block, "name", path + ".name"))
                .put(
                        "arguments",
                        RequestTree.object(block.get("input"), path + ".input").toString());
        return call;
    }

    private static ObjectNode part(JsonNode block, String path) {
        ObjectNode part = RequestTree.JSON.createObjectNode();
        switch (type(block, path)) {
            case TEXT -> part.put(TYPE, TEXT).put(TEXT, RequestTree.text(block, TEXT, path + ".text"));
            case "image" ->
                part.put(TYPE, "image_url").putObject("image_url").put("url", imageUrl(block, path + ".source"));
            case "document" -> part.put(TYPE, TEXT).put(TEXT, documentText(block, path + ".source"));
            default -> throw unknown(block, path);
        }
        return part;
    }

    private static String imageUrl(JsonNode block, String path) {
        ObjectNode source = RequestTree.object(block.get(SOURCE), path);
        return switch (RequestTree.text(source, TYPE, path + ".type")) {
            case "base64" ->
                "data:" + RequestTree.text(source, "media_type", path + ".media_type") + ";base64,"
                        + RequestTree.text(source, "data", path + ".data");
            case "url" -> RequestTree.text(source, "url", path + ".url");
            default -> throw RequestTree.unsupported(path + ".type", "must be base64 or url");
        };
    }

    private static String documentText(JsonNode block, String path) {
        ObjectNode source = RequestTree.object(block.get(SOURCE), path);
        return switch (RequestTree.text(source, TYPE, path + ".type")) {
            case TEXT -> RequestTree.text(source, "data", path + ".data");
            case CONTENT -> textOf(source.path(CONTENT), path + ".content");
            default -> throw RequestTree.unsupported(path + ".type", "must be text or content: no files are read here");
        };
    }

    /** A string as it is, text blocks as their lines. */
    private static String textOf(JsonNode value, String path) {
        if (value.isTextual()) {
            return value.textValue();
        }
        ArrayNode blocks = blocks(value, path);
        StringJoiner text = new StringJoiner("\n");
        for (int i = 0; i < blocks.size(); i++) {
            String at = path + "[" + i + "]";
            if (!type(blocks.get(i), at).equals(TEXT)) {
                throw unknown(blocks.get(i), at);
            }
            text.add(RequestTree.text(blocks.get(i), TEXT, at + ".text"));
        }
        return text.toString();
    }

    /** Parts of text alone as one string, since not every model's template reads parts. */
    private static JsonNode joined(ArrayNode parts) {
        StringJoiner text = new StringJoiner("\n");
        for (JsonNode part : parts) {
            @Nullable JsonNode own = part.get(TEXT);
            if (own == null) {
                return parts;
            }
            text.add(own.textValue());
        }
        return parts.textNode(text.toString());
    }

    private static ArrayNode blocks(JsonNode content, String path) {
        if (content instanceof ArrayNode blocks) {
            return blocks;
        }
        throw RequestTree.invalid(path, "must be a string or an array of blocks");
    }

    private static String type(JsonNode block, String path) {
        return RequestTree.text(RequestTree.object(block, path), TYPE, path + ".type");
    }

    private static RuntimeException unknown(JsonNode block, String path) {
        return RequestTree.unsupported(
                path + ".type", "is " + block.path(TYPE).asText() + ", which cannot be served here");
    }
}
