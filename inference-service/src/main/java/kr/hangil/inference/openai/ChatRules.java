package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kr.hangil.contracts.registry.ServingSettings;
import kr.hangil.inference.engine.EngineFeature;
import org.jspecify.annotations.Nullable;

/** What a chat request must be, and what in it is said to the engine in other words. */
final class ChatRules {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");
    private static final String TOOLS = "tools";
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String RESPONSE_FORMAT = "response_format";
    private static final String CONTENT = "content";
    private static final String FUNCTION = "function";

    private ChatRules() {}

    /**
     * Checks and translates {@code request} in place.
     *
     * @return whether its tool choice was forced
     */
    static boolean apply(ObjectNode request, ServingSettings serving, Set<EngineFeature> missing) {
        messages(request, !missing.contains(EngineFeature.IMAGES));
        if (missing.contains(EngineFeature.LOGPROBS) && RequestFields.flag(request, "logprobs")) {
            throw RequestFields.unsupported("logprobs", "cannot be had with this model");
        }
        RequestFields.unsupported(request, "functions", "is no longer served; send 'tools'");
        RequestFields.unsupported(request, "function_call", "is no longer served; send 'tool_choice'");
        RequestFields.unsupported(request, "audio", "is not served by this model");
        RequestFields.unsupported(request, "web_search_options", "is not served");
        modalities(request);
        limit(request);
        boolean tools = serving.capabilities().contains(TOOLS) && !missing.contains(EngineFeature.TOOLS);
        List<ObjectNode> functions = functions(request, tools);
        if (missing.contains(EngineFeature.JSON_SCHEMA)) {
            withoutSchema(request);
        }
        boolean forced = toolChoice(request, functions);
        if (!forced) {
            responseFormat(request, functions);
        }
        return forced;
    }

    /** Refuses what could be kept by a schema only. */
    private static void withoutSchema(ObjectNode request) {
        if (wantsFormat(request)) {
            throw RequestFields.unsupported(RESPONSE_FORMAT, "may be text only with this model");
        }
        JsonNode choice = RequestFields.get(request, TOOL_CHOICE);
        if (choice != null && !Set.of("auto", "none").contains(choice.asText())) {
            throw RequestFields.unsupported(TOOL_CHOICE, "may be auto or none only with this model");
        }
    }

    private static void messages(ObjectNode request, boolean sees) {
        JsonNode messages = RequestFields.get(request, "messages");
        if (messages == null || !messages.isArray()) {
            throw RequestFields.invalid("messages", messages == null ? "is required" : "must be an array of messages");
        }
        if (messages.isEmpty()) {
            throw RequestFields.invalid("messages", "must have at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]", sees);
        }
    }

    private static void message(JsonNode node, String path, boolean sees) {
        if (!(node instanceof ObjectNode message)) {
            throw RequestFields.invalid(path, "must be an object with 'role' and 'content'");
        }
        String role = RequestFields.text(message, "role", path + ".role");
        if (!ROLES.contains(role)) {
            throw RequestFields.invalid(path + ".role", "must be one of system, developer, user, assistant, tool");
        }
        // Templates know no developer: it is what OpenAI calls the system's role for newer models.
        if (role.equals("developer")) {
            message.put("role", "system");
        }
        JsonNode content = RequestFields.get(message, CONTENT);
        if (content == null) {
            if (!role.equals("assistant")) {
                throw RequestFields.invalid(path + ".content", "is required");
            }
        } else if (content.isArray()) {
            parts(content, path + ".content", sees);
        } else if (!content.isTextual()) {
            throw RequestFields.invalid(path + ".content", "must be a string or an array of parts");
        }
    }

    private static void parts(JsonNode parts, String path, boolean sees) {
        for (int i = 0; i < parts.size(); i++) {
            String at = path + "[" + i + "]";
            String type = RequestFields.text(parts.get(i), "type", at + ".type");
            switch (type) {
                case "refusal" -> {}
                case "text" -> RequestFields.text(parts.get(i), "text", at + ".text");
                case "image_url" -> {
                    if (!sees) {
                        throw RequestFields.unsupported(at, "is an image; this model reads text only");
                    }
                    RequestFields.text(parts.get(i).path("image_url"), "url", at + ".image_url.url");
                }
                default -> throw RequestFields.unsupported(at, "is of type " + type + ", which is not served");
            }
        }
    }

    private static void modalities(ObjectNode request) {
        JsonNode modalities = RequestFields.get(request, "modalities");
        if (modalities == null) {
            return;
        }
        for (JsonNode modality : modalities) {
            if (!modality.asText().equals("text")) {
                throw RequestFields.unsupported("modalities", "may be [\"text\"] only; this model writes text");
            }
        }
    }

    /** The newer name of the limit decides where both are given, as at OpenAI. */
    private static void limit(ObjectNode request) {
        RequestFields.integer(request, "max_tokens", 1, Integer.MAX_VALUE);
        RequestFields.integer(request, "max_completion_tokens", 1, Integer.MAX_VALUE)
                .filter(newer -> RequestFields.get(request, "max_tokens") != null)
                .ifPresent(newer -> request.put("max_tokens", newer));
    }

    private static List<ObjectNode> functions(ObjectNode request, boolean allowed) {
        JsonNode tools = RequestFields.get(request, TOOLS);
        if (tools == null) {
            return List.of();
        }
        if (!tools.isArray()) {
            throw RequestFields.invalid(TOOLS, "must be an array");
        }
        if (!tools.isEmpty() && !allowed) {
            throw RequestFields.unsupported(TOOLS, "cannot be used with this model");
        }
        List<ObjectNode> functions = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            String at = TOOLS + "[" + i + "]";
            String type = RequestFields.text(tools.get(i), "type", at + ".type");
            if (!type.equals(FUNCTION)) {
                throw RequestFields.unsupported(at + ".type", "must be 'function'");
            }
            if (!(tools.get(i).get(FUNCTION) instanceof ObjectNode function)) {
                throw RequestFields.invalid(at + ".function", "must be an object");
            }
            RequestFields.text(function, "name", at + ".function.name");
            functions.add(function);
        }
        return functions;
    }

    private static boolean toolChoice(ObjectNode request, List<ObjectNode> functions) {
        JsonNode choice = RequestFields.get(request, TOOL_CHOICE);
        if (choice == null || (choice.isTextual() && Set.of("auto", "none").contains(choice.textValue()))) {
            return false;
        }
        if (functions.isEmpty()) {
            throw RequestFields.invalid(TOOL_CHOICE, "needs 'tools' to choose from");
        }
        List<ObjectNode> allowed = functions;
        if (choice.isObject()) {
            allowed = List.of(named(choice, functions));
        } else if (!choice.isTextual() || !choice.textValue().equals("required")) {
            throw RequestFields.invalid(TOOL_CHOICE, "must be none, auto, required or a named function");
        }
        if (wantsFormat(request)) {
            throw RequestFields.unsupported(RESPONSE_FORMAT, "cannot be had together with a forced tool call");
        }
        ForcedTool.apply(request, allowed);
        return true;
    }

    private static ObjectNode named(JsonNode choice, List<ObjectNode> functions) {
        String type = RequestFields.text(choice, "type", "tool_choice.type");
        JsonNode function = choice.get(FUNCTION);
        if (!type.equals(FUNCTION) || function == null) {
            throw RequestFields.unsupported(TOOL_CHOICE, "may be an object of type 'function' only");
        }
        String name = RequestFields.text(function, "name", "tool_choice.function.name");
        return functions.stream()
                .filter(candidate -> candidate.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow(() -> RequestFields.invalid("tool_choice.function.name", "names none of the tools"));
    }

    private static boolean wantsFormat(ObjectNode request) {
        JsonNode format = RequestFields.get(request, RESPONSE_FORMAT);
        return format != null && !format.path("type").asText().equals("text");
    }

    private static void responseFormat(ObjectNode request, List<ObjectNode> functions) {
        @Nullable JsonNode format = RequestFields.get(request, RESPONSE_FORMAT);
        if (format == null) {
            return;
        }
        String type = RequestFields.text(format, "type", RESPONSE_FORMAT + ".type");
        switch (type) {
            case "text" -> request.remove(RESPONSE_FORMAT);
            case "json_schema" -> {
                if (!(format.path("json_schema").path("schema") instanceof ObjectNode)) {
                    throw RequestFields.invalid(RESPONSE_FORMAT + ".json_schema.schema", "must be a JSON schema");
                }
            }
            case "json_object" -> {
                // The engine takes json_object for no wish at all; a schema that says no more than "object" it keeps.
                ObjectNode told = request.putObject(RESPONSE_FORMAT).put("type", "json_schema");
                told.putObject("json_schema")
                        .put("name", "json_object")
                        .putObject("schema")
                        .put("type", "object");
            }
            default ->
                throw RequestFields.invalid(RESPONSE_FORMAT + ".type", "must be text, json_object or json_schema");
        }
        boolean toolsInPlay =
                !functions.isEmpty() && !request.path(TOOL_CHOICE).asText().equals("none");
        if (toolsInPlay && !type.equals("text")) {
            throw RequestFields.unsupported(
                    RESPONSE_FORMAT, "cannot be had together with 'tools' unless 'tool_choice' is none");
        }
    }
}
