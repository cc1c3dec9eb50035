package kr.hangil.gateway.protocol.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kr.hangil.gateway.protocol.RequestTree;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Messages API, and what a pod is sent for it.
 *
 * @param chat the chat completion to ask for
 * @param model the model, as the client named it; empty where it named none, which is refused later
 * @param thinking whether the client wants to see the model's reasoning
 * @param stops the client's stop sequences
 * @param prefill what the client wrote as the beginning of the answer; empty where it wrote none
 */
record MessagesRequest(byte[] chat, String model, boolean thinking, Set<String> stops, String prefill) {

    private static final Set<String> TRANSLATED = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "stop_sequences",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "tools",
            "tool_choice",
            "thinking",
            "output_config");

    /** Say nothing about the answer. */
    private static final Set<String> LEFT_OUT = Set.of(
            "metadata",
            "service_tier",
            "cache_control",
            "speed",
            "inference_geo",
            "diagnostics",
            "user_profile_id",
            "workspace_id");

    private static final List<String> UNSUPPORTED = List.of("container", "mcp_servers", "context_management");

    /** Fields of chat completions that would make the answer one that Messages cannot carry. */
    private static final List<String> NOT_OF_MESSAGES = List.of(
            "n",
            "stop",
            "stream_options",
            "max_completion_tokens",
            "response_format",
            "logprobs",
            "top_logprobs",
            "functions",
            "function_call",
            "parallel_tool_calls",
            "audio",
            "modalities",
            "echo");

    private static final String TYPE = "type";
    private static final String NAME = "name";

    MessagesRequest {
        stops = Set.copyOf(stops);
    }

    /**
     * Reads {@code body}.
     *
     * @param counting whether its tokens are only to be counted, so that it needs no limit
     * @throws kr.hangil.platform.error.PlatformException 400, naming the field at fault
     */
    static MessagesRequest read(byte[] body, boolean counting) {
        ObjectNode request = RequestTree.parse(body);
        RequestTree.refuse(request, UNSUPPORTED, "is not served here");
        RequestTree.refuse(request, NOT_OF_MESSAGES, "is no field of the Messages API");
        ObjectNode chat = RequestTree.JSON.createObjectNode();
        passOn(request, chat);
        RequestTree.copy(request, "model", chat, "model");
        limit(request, chat, counting);
        Set<String> stops = stops(request, chat);
        for (String field : List.of("temperature", "top_p", "top_k")) {
            RequestTree.copy(request, field, chat, field);
        }
        boolean thinking = thinking(request, chat);
        outputConfig(request, chat);
        tools(request, chat);
        toolChoice(request, chat);
        if (!counting && RequestTree.get(request, "stream") != null) {
            chat.set("stream", request.get("stream"));
            if (RequestTree.flag(request, "stream", "stream")) {
                chat.putObject("stream_options").put("include_usage", true);
            }
        }
        String prefill = new MessagesTranslation(chat.putArray("messages")).translate(request);
        return new MessagesRequest(RequestTree.encode(chat), chat.path("model").asText(), thinking, stops, prefill);
    }

    /** What only an engine knows, such as {@code min_p}, is the engine's to judge. */
    private static void passOn(ObjectNode request, ObjectNode chat) {
        request.properties().forEach(field -> {
            if (!TRANSLATED.contains(field.getKey())
                    && !LEFT_OUT.contains(field.getKey())
                    && !UNSUPPORTED.contains(field.getKey())
                    && !NOT_OF_MESSAGES.contains(field.getKey())) {
                chat.set(field.getKey(), field.getValue());
            }
        });
    }

    private static void limit(ObjectNode request, ObjectNode chat, boolean counting) {
        JsonNode limit = RequestTree.get(request, "max_tokens");
        if (limit == null && !counting) {
            throw RequestTree.invalid("max_tokens", "is missing: expected the most tokens to write, at least 1");
        }
        if (limit != null && !counting) {
            chat.set("max_tokens", limit);
        }
    }

    private static Set<String> stops(ObjectNode request, ObjectNode chat) {
        Set<String> stops = new HashSet<>();
        ArrayNode given = RequestTree.array(request, "stop_sequences", "stop_sequences");
        for (JsonNode stop : given) {
            if (!stop.isTextual() || stop.textValue().isEmpty()) {
                throw RequestTree.invalid("stop_sequences", "must be of non-empty strings");
            }
            stops.add(stop.textValue());
        }
        if (!given.isEmpty()) {
            chat.set("stop", given);
        }
        return stops;
    }

    /** Templates of reasoning models listen to {@code enable_thinking}; others have no such variable. */
    private static boolean thinking(ObjectNode request, ObjectNode chat) {
        JsonNode thinking = RequestTree.get(request, "thinking");
        if (thinking == null) {
            return false;
        }
        String type = RequestTree.text(thinking, TYPE, "thinking.type");
        boolean wanted = switch (type) {
            case "enabled", "adaptive" -> true;
            case "disabled" -> false;
            default -> throw RequestTree.invalid("thinking.type", "must be enabled, adaptive or disabled");
        };
        if (chat.get("chat_template_kwargs") == null) {
            chat.putObject("chat_template_kwargs").put("enable_thinking", wanted);
        }
        return wanted;
    }

    private static void outputConfig(ObjectNode request, ObjectNode chat) {
        JsonNode config = RequestTree.get(request, "output_config");
        if (config == null) {
            return;
        }
        JsonNode effort = RequestTree.get(config, "effort");
        if (effort != null) {
            chat.set("reasoning_effort", effort);
        }
        JsonNode format = RequestTree.get(config, "format");
        if (format == null) {
            return;
        }
        if (!format.path(TYPE).asText().equals("json_schema")) {
            throw RequestTree.unsupported("output_config.format.type", "must be json_schema");
        }
        ObjectNode schema = RequestTree.object(format.get("schema"), "output_config.format.schema");
        chat.putObject("response_format")
                .put(TYPE, "json_schema")
                .putObject("json_schema")
                .put(NAME, "output")
                .put("strict", true)
                .set("schema", schema);
    }

    private static void tools(ObjectNode request, ObjectNode chat) {
        ArrayNode given = RequestTree.array(request, "tools", "tools");
        if (given.isEmpty()) {
            return;
        }
        ArrayNode tools = chat.putArray("tools");
        for (int i = 0; i < given.size(); i++) {
            String path = "tools[" + i + "]";
            ObjectNode tool = RequestTree.object(given.get(i), path);
            JsonNode type = RequestTree.get(tool, TYPE);
            if (type != null && !type.asText().equals("custom")) {
                throw RequestTree.unsupported(path + ".type", "must be custom: there are no server-side tools here");
            }
            ObjectNode function = tools.addObject().put(TYPE, "function").putObject("function");
            function.put(NAME, RequestTree.text(tool, NAME, path + ".name"));
            RequestTree.copy(tool, "description", function, "description");
            function.set("parameters", RequestTree.object(tool.get("input_schema"), path + ".input_schema"));
            RequestTree.copy(tool, "strict", function, "strict");
        }
    }

    private static void toolChoice(ObjectNode request, ObjectNode chat) {
        @Nullable JsonNode choice = RequestTree.get(request, "tool_choice");
        if (choice == null) {
            return;
        }
        switch (RequestTree.text(choice, TYPE, "tool_choice.type")) {
            case "auto" -> chat.put("tool_choice", "auto");
            case "any" -> chat.put("tool_choice", "required");
            case "none" -> chat.put("tool_choice", "none");
            case "tool" ->
                chat.putObject("tool_choice")
                        .put(TYPE, "function")
                        .putObject("function")
                        .put(NAME, RequestTree.text(choice, NAME, "tool_choice.name"));
            default -> throw RequestTree.invalid("tool_choice.type", "must be auto, any, tool or none");
        }
        if (RequestTree.flag(choice, "disable_parallel_tool_use", "tool_choice.disable_parallel_tool_use")) {
            chat.put("parallel_tool_calls", false);
        }
    }
}
