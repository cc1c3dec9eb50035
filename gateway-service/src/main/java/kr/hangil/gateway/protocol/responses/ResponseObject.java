package kr.hangil.gateway.protocol.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.RequestTree;

/** The response object, in each of its states. */
final class ResponseObject {

    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    private static final String STATUS = "status";

    private final ObjectNode base;

    /**
     * @param id of the response
     * @param createdAt seconds since the epoch
     */
    ResponseObject(String id, long createdAt, ResponsesRequest request) {
        base = RequestTree.JSON.createObjectNode();
        base.put("id", id)
                .put("object", "response")
                .put("created_at", createdAt)
                .put(STATUS, IN_PROGRESS);
        base.put("background", false);
        base.putNull("error");
        base.putNull("incomplete_details");
        base.setAll(request.echo());
        base.putArray("output");
        base.putNull("previous_response_id");
        base.put("store", false);
        base.put("truncation", "disabled");
        base.putNull("usage");
    }

    ObjectNode inProgress() {
        return base.deepCopy();
    }

    /** @param reason why it is incomplete; empty where it is complete */
    ObjectNode ended(ArrayNode output, TokenCounts counts, String reason) {
        ObjectNode response = base.deepCopy();
        response.set("output", output);
        response.set("usage", usage(counts));
        response.put(STATUS, reason.isEmpty() ? COMPLETED : INCOMPLETE);
        if (!reason.isEmpty()) {
            response.putObject("incomplete_details").put("reason", reason);
        }
        return response;
    }

    ObjectNode failed(ArrayNode output, ObjectNode error) {
        ObjectNode response = base.deepCopy();
        response.set("output", output);
        response.put(STATUS, "failed");
        response.set("error", error);
        return response;
    }

    private static ObjectNode usage(TokenCounts counts) {
        ObjectNode usage = RequestTree.JSON.createObjectNode();
        usage.put("input_tokens", counts.prompt());
        usage.putObject("input_tokens_details")
                .put("cached_tokens", counts.cachedPrompt())
                .put("cache_write_tokens", 0);
        usage.put("output_tokens", counts.completion());
        usage.putObject("output_tokens_details").put("reasoning_tokens", counts.reasoning());
        return usage.put("total_tokens", counts.prompt() + counts.completion());
    }
}
