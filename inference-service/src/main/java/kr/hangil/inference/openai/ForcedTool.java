package kr.hangil.inference.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code tool_choice: required} and a named tool, which llama-server does not keep: it lets the model write text first,
 * and ignores the name. The tools stay in the prompt, but the answer is bound to the JSON schema of one call, and
 * {@link AnswerRewriter} gives it back as a tool call.
 */
final class ForcedTool {

    static final String NAME = "name";
    static final String ARGUMENTS = "arguments";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ForcedTool() {}

    /** Changes {@code request} so that its answer is a call of one of {@code functions}. */
    static void apply(ObjectNode request, List<ObjectNode> functions) {
        ObjectNode definitions = JSON.objectNode();
        ArrayNode calls = JSON.arrayNode();
        for (ObjectNode function : functions) {
            calls.add(call(function, definitions));
        }
        ObjectNode schema = JSON.objectNode();
        if (calls.size() == 1) {
            schema.setAll((ObjectNode) calls.get(0));
        } else {
            schema.set("anyOf", calls);
        }
        if (!definitions.isEmpty()) {
            schema.set("$defs", definitions);
        }
        ObjectNode format = request.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema").put(NAME, "tool_call").set("schema", schema);
        request.put("tool_choice", "none");
    }

    private static ObjectNode call(ObjectNode function, ObjectNode definitions) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject(NAME).put("const", function.get(NAME).textValue());
        properties.set(ARGUMENTS, parameters(function, definitions));
        schema.putArray("required").add(NAME).add(ARGUMENTS);
        return schema.put("additionalProperties", false);
    }

    private static JsonNode parameters(ObjectNode function, ObjectNode definitions) {
        @Nullable JsonNode given = RequestFields.get(function, "parameters");
        if (!(given instanceof ObjectNode parameters) || parameters.isEmpty()) {
            ObjectNode none = JSON.objectNode().put("type", "object");
            none.putObject("properties");
            return none.put("additionalProperties", false);
        }
        ObjectNode copy = parameters.deepCopy();
        // References start at the root of a schema, so definitions move there.
        if (copy.remove("$defs") instanceof ObjectNode own) {
            own.properties().forEach(entry -> {
                JsonNode before = definitions.replace(entry.getKey(), entry.getValue());
                if (before != null && !before.equals(entry.getValue())) {
                    throw RequestFields.unsupported(
                            "tools", "define '" + entry.getKey() + "' in $defs twice and differently");
                }
            });
        }
        return copy;
    }
}
