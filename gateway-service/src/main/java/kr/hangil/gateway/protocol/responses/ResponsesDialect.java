package kr.hangil.gateway.protocol.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Objects;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.Dialect;
import kr.hangil.gateway.protocol.EngineEvents;
import kr.hangil.gateway.protocol.RequestTree;
import org.jspecify.annotations.Nullable;

/** OpenAI's Responses API; its refusals are the envelope that chat completions have. */
public final class ResponsesDialect implements Dialect {

    private static final Buffer PING = Buffer.buffer(": ping\n\n");

    private final String answer;
    private final long createdAt;
    private @Nullable ResponsesStream stream;

    /**
     * @param requestId the gateway's id of the request
     * @param createdAt seconds since the epoch
     */
    public ResponsesDialect(String requestId, long createdAt) {
        this.answer = requestId.substring(requestId.indexOf('_') + 1);
        this.createdAt = createdAt;
    }

    @Override
    public boolean translates() {
        return true;
    }

    @Override
    public byte[] request(byte[] body) {
        ResponsesRequest request = ResponsesRequest.read(body);
        stream = new ResponsesStream(answer, new ResponseObject("resp_" + answer, createdAt, request));
        return request.chat();
    }

    @Override
    public Buffer whole(Buffer chat, TokenCounts counts) throws IOException {
        JsonNode choice = RequestTree.choice(chat);
        Buffer unseen = Buffer.buffer();
        started().delta(choice.path("message"), unseen);
        started().finish(choice);
        return RequestTree.bytes(started().end(counts, unseen));
    }

    @Override
    public Buffer events(Buffer events) throws IOException {
        Buffer out = Buffer.buffer();
        for (ObjectNode event : EngineEvents.read(events)) {
            if (event.has("error")) {
                started().fail(error(event), out);
            } else {
                JsonNode choice = event.path("choices").path(0);
                started().delta(choice.path("delta"), out);
                started().finish(choice);
            }
        }
        return out;
    }

    @Override
    public Buffer end(TokenCounts counts) {
        Buffer out = Buffer.buffer();
        started().end(counts, out);
        return out;
    }

    @Override
    public Buffer failure(Buffer envelope) {
        Buffer out = Buffer.buffer();
        started().fail(error(RequestTree.parse(envelope.getBytes())), out);
        return out;
    }

    private ResponsesStream started() {
        return Objects.requireNonNull(stream, "no request was read");
    }

    /** The Responses API has few codes of its own; ours stands beside it. */
    private static ObjectNode error(JsonNode envelope) {
        JsonNode error = envelope.path("error");
        String code = switch (error.path("type").asText()) {
            case "invalid_request_error" -> "invalid_prompt";
            case "rate_limit_error" -> "rate_limit_exceeded";
            default -> "server_error";
        };
        ObjectNode own = RequestTree.JSON
                .createObjectNode()
                .put("code", code)
                .put("message", error.path("message").asText());
        own.set("error_type", error.path("code"));
        return own;
    }

    @Override
    public Buffer refusal(Buffer envelope) {
        return envelope;
    }

    @Override
    public Buffer ping() {
        return PING;
    }
}
