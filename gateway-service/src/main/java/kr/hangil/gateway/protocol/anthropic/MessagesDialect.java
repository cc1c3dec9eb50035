package kr.hangil.gateway.protocol.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Objects;
import kr.hangil.gateway.metering.TokenCounts;
import kr.hangil.gateway.protocol.Dialect;
import kr.hangil.gateway.protocol.EngineEvents;
import kr.hangil.gateway.protocol.RequestTree;
import org.jspecify.annotations.Nullable;

/** Anthropic's Messages API. */
public final class MessagesDialect implements Dialect {

    private static final Buffer PING = Buffer.buffer("event: ping\ndata: {\"type\":\"ping\"}\n\n");

    private final String id;
    private final boolean counting;
    private @Nullable MessagesRequest request;
    private @Nullable MessagesStream stream;

    /**
     * @param requestId the gateway's id of the request
     * @param counting whether tokens are only to be counted
     */
    public MessagesDialect(String requestId, boolean counting) {
        this.id = "msg_" + requestId.substring(requestId.indexOf('_') + 1);
        this.counting = counting;
    }

    @Override
    public boolean translates() {
        return true;
    }

    @Override
    public byte[] request(byte[] body) {
        MessagesRequest read = MessagesRequest.read(body, counting);
        request = read;
        stream = new MessagesStream(id, read);
        return read.chat();
    }

    @Override
    public Buffer whole(Buffer answer, TokenCounts counts) throws IOException {
        MessagesRequest asked = Objects.requireNonNull(request, "no request was read");
        JsonNode choice = RequestTree.choice(answer);
        ObjectNode message = MessageParts.message(id, asked.model(), counts);
        ArrayNode content = message.withArray("content");
        JsonNode said = choice.path("message");
        String thought =
                said.path("reasoning_content").asText(said.path("reasoning").asText(""));
        if (!thought.isEmpty() && asked.thinking()) {
            content.add(MessageParts.thinking(thought));
        }
        Prefill prefill = new Prefill(asked.prefill());
        String text = prefill.strip(said.path("content").asText("")) + prefill.rest();
        if (!text.isEmpty()) {
            content.add(MessageParts.text(text));
        }
        boolean cut = choice.path("finish_reason").asText().equals("length");
        for (JsonNode call : said.path("tool_calls")) {
            toolUse(call, cut, content);
        }
        MessageParts.stop(
                message, choice, asked.stops(), !said.path("tool_calls").isEmpty());
        return RequestTree.bytes(message);
    }

    /** Adds {@code call}, unless the limit on tokens cut it: half of its input could be taken for all of it. */
    private void toolUse(JsonNode call, boolean cut, ArrayNode content) throws IOException {
        JsonNode function = call.path("function");
        String arguments = function.path("arguments").asText("");
        ObjectNode block = MessageParts.toolUse(
                call.path("id").asText("toolu_" + id + "_" + content.size()),
                function.path("name").asText());
        try {
            if (!arguments.isBlank()) {
                block.set("input", RequestTree.JSON.readTree(arguments));
            }
            content.add(block);
        } catch (JsonProcessingException e) {
            if (!cut) {
                throw new IOException("the engine's tool call has arguments that are not JSON", e);
            }
        }
    }

    @Override
    public Buffer events(Buffer events) throws IOException {
        Buffer out = Buffer.buffer();
        for (ObjectNode event : EngineEvents.read(events)) {
            if (event.has("error")) {
                EngineEvents.append(out, MessagesErrors.of(event));
            } else {
                started().chunk(event, out);
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

    private MessagesStream started() {
        return Objects.requireNonNull(stream, "no request was read");
    }

    @Override
    public Buffer failure(Buffer envelope) {
        Buffer out = Buffer.buffer();
        EngineEvents.append(out, MessagesErrors.of(envelope));
        return out;
    }

    @Override
    public Buffer refusal(Buffer envelope) {
        return RequestTree.bytes(MessagesErrors.of(envelope));
    }

    @Override
    public Buffer ping() {
        return PING;
    }
}
