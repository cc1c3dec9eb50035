package kr.hangil.gateway.protocol.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.gateway.protocol.RequestTree;

/** Refusals in Anthropic's envelope; {@code error_type} and {@code request_id} stand beside them as everywhere. */
final class MessagesErrors {

    private MessagesErrors() {}

    /** {@code envelope}, OpenAI's in JSON, in Anthropic's words. */
    static ObjectNode of(Buffer envelope) {
        return of(RequestTree.parse(envelope.getBytes()));
    }

    static ObjectNode of(JsonNode envelope) {
        JsonNode error = envelope.path("error");
        String code = envelope.path("error_type").asText(error.path("code").asText());
        ObjectNode own = RequestTree.JSON.createObjectNode().put("type", "error");
        own.putObject("error")
                .put("type", type(code))
                .put("message", error.path("message").asText());
        own.put("error_type", code);
        own.set("request_id", envelope.path("request_id"));
        if (envelope.path("request_id").isMissingNode()) {
            own.putNull("request_id");
        }
        return own;
    }

    private static String type(String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .map(MessagesErrors::type)
                .orElse("api_error");
    }

    private static String type(ErrorCode code) {
        return switch (code.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 408, 504 -> "timeout_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> code.status() >= 500 ? "api_error" : "invalid_request_error";
        };
    }
}
