package kr.hangil.gateway.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import kr.hangil.gateway.protocol.RequestTree;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Responses API, and what a pod is sent for it.
 *
 * @param chat the chat completion to ask for
 * @param echo the fields of the request that its response repeats
 */
record ResponsesRequest(byte[] chat, ObjectNode echo) {

    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String FUNCTION = "function";
    private static final String TEMPERATURE = "temperature";
    private static final String TOP_P = "top_p";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String STREAM = "stream";

    private static final List<String> NEED_A_STORE =
            List.of("previous_response_id", "conversation", "background", "store", "prompt", "context_management");

    private static final List<String> NOT_OF_RESPONSES = List.of(
            "messages",
            "n",
            "stop",
            "max_tokens",
            "max_completion_tokens",
            "response_format",
            "logprobs",
            "functions",
            "function_call",
            "audio",
            "modalities",
            "echo",
            "moderation");

    /** Read here, or say nothing about the answer; whatever is in no list is the engine's to judge. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "tools",
            TOOL_CHOICE,
            "text",
            "max_output_tokens",
            TEMPERATURE,
            TOP_P,
            STREAM,
            PARALLEL,
            "reasoning",
            "truncation",
            "top_logprobs",
            "include",
            "stream_options",
            "metadata",
            "user",
            "service_tier",
            "max_tool_calls",
            "prompt_cache_key",
            "prompt_cache_options",
            "prompt_cache_retention",
            "safety_identifier");

    /**
     * Reads {@code body}.
     *
     * @throws kr.hangil.platform.error.PlatformException 400, naming the field at fault
     */
    static ResponsesRequest read(byte[] body) {
        ObjectNode request = RequestTree.parse(body);
        RequestTree.refuse(request, NEED_A_STORE, "needs answers to be stored, which this platform does not do");
        RequestTree.refuse(request, NOT_OF_RESPONSES, "is no field of the Responses API");
        limits(request);
        ObjectNode chat = RequestTree.JSON.createObjectNode();
        request.properties().forEach(field -> {
            if (!KNOWN.contains(field.getKey())
                    && !NEED_A_STORE.contains(field.getKey())
                    && !NOT_OF_RESPONSES.contains(field.getKey())) {
                chat.set(field.getKey(), field.getValue());
            }
        });
        for (String field : List.of("model", STREAM, TEMPERATURE, TOP_P, PARALLEL)) {
            RequestTree.copy(request, field, chat, field);
        }
        if (RequestTree.flag(request, STREAM, STREAM)) {
            chat.putObject("stream_options").put("include_usage", true);
        }
        RequestTree.copy(request, "max_output_tokens", chat, "max_tokens");
        reasoning(request, chat);
        format(request, chat);
        tools(request, chat);
        toolChoice(request, chat);
        new ItemsTranslation(chat.putArray("messages")).translate(request);
        return new ResponsesRequest(RequestTree.encode(chat), echo(request));
    }

    private static void limits(ObjectNode request) {
        JsonNode truncation = RequestTree.get(request, "truncation");
        if (truncation != null && !truncation.asText().equals("disabled")) {
            throw RequestTree.unsupported("truncation", "may be disabled only: no input is cut here");
        }
        JsonNode logprobs = RequestTree.get(request, "top_logprobs");
        if (logprobs != null && logprobs.asInt() != 0) {
            throw RequestTree.unsupported("top_logprobs", "is not served here");
        }
        for (JsonNode include : RequestTree.array(request, "include", "include")) {
            // Clients without a store ask for it out of habit; an engine's reasoning is given in the open.
            if (!include.asText().equals("reasoning.encrypted_content")) {
                throw RequestTree.unsupported("include", "cannot be " + include.asText());
            }
        }
    }

    private static void reasoning(ObjectNode request, ObjectNode chat) {
        JsonNode reasoning = RequestTree.get(request, "reasoning");
        if (reasoning != null) {
            RequestTree.copy(RequestTree.object(reasoning, "reasoning"), "effort", chat, "reasoning_effort");
        }
    }

    private static void format(ObjectNode request, ObjectNode chat) {
        JsonNode text = RequestTree.get(request, "text");
        JsonNode format = text == null ? null : RequestTree.get(text, "format");
        if (format == null) {
            return;
        }
        switch (RequestTree.text(format, TYPE, "text.format.type")) {
            case "text" -> {}
            case "json_object" -> chat.putObject("response_format").put(TYPE, "json_object");
            case "json_schema" -> {
                ObjectNode schema = chat.putObject("response_format")
                        .put(TYPE, "json_schema")
                        .putObject("json_schema")
                        .put(NAME, RequestTree.text(format, NAME, "text.format.name"));
                schema.set("schema", RequestTree.object(format.get("schema"), "text.format.schema"));
                RequestTree.copy((ObjectNode) format, "strict", schema, "strict");
                RequestTree.copy((ObjectNode) format, "description", schema, "description");
            }
            default -> throw RequestTree.invalid("text.format.type", "must be text, json_object or json_schema");
        }
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
            if (!RequestTree.text(tool, TYPE, path + ".type").equals(FUNCTION)) {
                throw RequestTree.unsupported(path + ".type", "must be function: there are no built-in tools here");
            }
            ObjectNode function = tools.addObject().put(TYPE, FUNCTION).putObject(FUNCTION);
            function.put(NAME, RequestTree.text(tool, NAME, path + ".name"));
            for (String field : List.of("description", "parameters", "strict")) {
                RequestTree.copy(tool, field, function, field);
            }
        }
    }

    private static void toolChoice(ObjectNode request, ObjectNode chat) {
        @Nullable JsonNode choice = RequestTree.get(request, TOOL_CHOICE);
        if (choice == null) {
            return;
        }
        if (choice.isTextual()) {
            chat.set(TOOL_CHOICE, choice);
        } else if (choice.path(TYPE).asText().equals(FUNCTION)) {
            chat.putObject(TOOL_CHOICE)
                    .put(TYPE, FUNCTION)
                    .putObject(FUNCTION)
                    .put(NAME, RequestTree.text(choice, NAME, "tool_choice.name"));
        } else {
            throw RequestTree.unsupported(TOOL_CHOICE, "must be auto, none, required or a function");
        }
    }

    private static ObjectNode echo(ObjectNode request) {
        ObjectNode echo = RequestTree.JSON.createObjectNode();
        for (String field : List.of("instructions", "max_output_tokens", TEMPERATURE, TOP_P, "user")) {
            JsonNode value = RequestTree.get(request, field);
            echo.set(field, value == null ? echo.nullNode() : value);
        }
        echo.put("model", request.path("model").asText());
        JsonNode parallel = RequestTree.get(request, PARALLEL);
        echo.put(PARALLEL, parallel == null || parallel.asBoolean());
        JsonNode choice = RequestTree.get(request, TOOL_CHOICE);
        echo.set(TOOL_CHOICE, choice == null ? echo.textNode("auto") : choice);
        ArrayNode tools = echo.putArray("tools");
        for (JsonNode tool : RequestTree.array(request, "tools", "tools")) {
            ObjectNode own = ((ObjectNode) tool).deepCopy();
            own.putIfAbsent("strict", own.nullNode());
            own.putIfAbsent("parameters", own.nullNode());
            tools.add(own);
        }
        JsonNode metadata = RequestTree.get(request, "metadata");
        echo.set("metadata", metadata == null ? echo.objectNode() : metadata);
        JsonNode format = request.path("text").path("format");
        ObjectNode text = echo.putObject("text");
        if (format.isObject()) {
            text.set("format", format);
        } else {
            text.putObject("format").put(TYPE, "text");
        }
        ObjectNode reasoning = echo.putObject("reasoning");
        JsonNode effort = request.path("reasoning").path("effort");
        reasoning.set("effort", effort.isTextual() ? effort : echo.nullNode());
        reasoning.putNull("summary");
        return echo;
    }
}
