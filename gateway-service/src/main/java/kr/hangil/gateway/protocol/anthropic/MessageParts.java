package kr.hangil.gateway.protocol.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.RequestTree;

/** The objects that whole messages and streamed ones are both made of. */
final class MessageParts {

    private static final String TYPE = "type";

    private MessageParts() {}

    /** A message without content that has not ended. */
    static ObjectNode message(String id, String model, TokenCounts counts) {
        ObjectNode message = RequestTree.JSON.createObjectNode();
        message.put("id", id).put(TYPE, "message").put("role", "assistant").put("model", model);
        message.putArray("content");
        message.putNull("stop_reason");
        message.putNull("stop_sequence");
        message.set("usage", usage(counts).put("service_tier", "standard"));
        return message;
    }

    static ObjectNode text(String text) {
        return RequestTree.JSON.createObjectNode().put(TYPE, "text").put("text", text);
    }

    /** A thought; its signature is empty, for nobody checks it when it comes back. */
    static ObjectNode thinking(String thought) {
        return RequestTree.JSON
                .createObjectNode()
                .put(TYPE, "thinking")
                .put("thinking", thought)
                .put("signature", "");
    }

    /** A call with empty input. */
    static ObjectNode toolUse(String id, String name) {
        ObjectNode block = RequestTree.JSON
                .createObjectNode()
                .put(TYPE, "tool_use")
                .put("id", id)
                .put("name", name);
        block.putObject("input");
        block.putObject("caller").put(TYPE, "direct");
        return block;
    }

    /** Cached tokens are no part of the input tokens here, unlike at OpenAI. */
    static ObjectNode usage(TokenCounts counts) {
        return RequestTree.JSON
                .createObjectNode()
                .put("input_tokens", counts.prompt() - counts.cachedPrompt())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", counts.cachedPrompt())
                .put("output_tokens", counts.completion());
    }

    /**
     * Puts on {@code target} why an answer ended.
     *
     * @param choice the pod's choice with its {@code finish_reason}, and where the engine tells, in {@code stop_reason}, the
     *     string that it stopped at
     * @param stops the client's stop sequences
     * @param called whether the answer holds a tool call
     */
    static void stop(ObjectNode target, JsonNode choice, Set<String> stops, boolean called) {
        String sequence = choice.path("stop_reason").asText();
        String reason = switch (choice.path("finish_reason").asText()) {
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> called ? "tool_use" : stops.contains(sequence) ? "stop_sequence" : "end_turn";
        };
        target.put("stop_reason", reason);
        if (reason.equals("stop_sequence")) {
            target.put("stop_sequence", sequence);
        } else {
            target.putNull("stop_sequence");
        }
    }
}
