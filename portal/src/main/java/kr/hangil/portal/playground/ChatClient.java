package kr.hangil.portal.playground;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.error.ErrorEnvelope;
import kr.hangil.portal.upstream.Passage;
import org.jboss.logging.Logger;

/**
 * Streams a chat from the gateway, byte for byte and no faster than the reader reads.
 *
 * <p>The stream never fails: a refusal or an outage is its last event, {@code data: {"error":…}}, as it is for any
 * client of the gateway in mid-stream. So the caller's connection exists from the start, and its end always reaches the
 * gateway, even before the first token.
 */
@ApplicationScoped
class ChatClient {

    private static final Logger LOG = Logger.getLogger(ChatClient.class);

    private final Passage passage;
    private final PlaygroundConfig config;
    private final ObjectMapper json;

    ChatClient(Vertx vertx, PlaygroundConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.passage = new Passage(vertx, config.connectTimeout(), config.silence(), config.streams());
    }

    /**
     * @param authorization the person's own, for this call alone
     * @param requestId the id that this call has in every log
     */
    Multi<byte[]> stream(ChatRequest chat, String tenant, String authorization, String requestId) {
        Buffer body = Buffer.buffer(write(chat.toUpstream()));
        return passage.send(options(tenant, authorization, requestId), open -> open.send(body))
                .onItem()
                .transformToMulti(answer -> content(answer, requestId))
                .onFailure()
                .recoverWithMulti(failure -> outage(failure, requestId));
    }

    private RequestOptions options(String tenant, String authorization, String requestId) {
        URI address = config.gatewayUrl().resolve("/v1/chat/completions");
        return Passage.request(HttpMethod.POST, address, authorization, requestId)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "text/event-stream")
                .putHeader(HangilHeaders.TENANT, tenant);
    }

    private Multi<byte[]> content(HttpClientResponse answer, String requestId) {
        if (answer.statusCode() == 200) {
            return Passage.content(answer);
        }
        return answer.body()
                .onItem()
                .transformToMulti(body -> Multi.createFrom().item(refusal(answer, body, requestId)));
    }

    /** The gateway's own envelope, on one line as an event needs it. */
    private byte[] refusal(HttpClientResponse answer, Buffer body, String requestId) {
        LOG.infof("the gateway answered a playground chat with %d", answer.statusCode());
        try {
            return event(json.writeValueAsString(json.readTree(body.getBytes())));
        } catch (java.io.IOException e) {
            return event(write(ErrorEnvelope.of(ErrorCode.INTERNAL, "the gateway refused", null, requestId)));
        }
    }

    private Multi<byte[]> outage(Throwable failure, String requestId) {
        if (failure instanceof StreamResetException) {
            return Multi.createFrom().empty();
        }
        LOG.warnf("a playground chat broke off: %s", failure.toString());
        return Multi.createFrom()
                .item(event(write(ErrorEnvelope.of(
                        ErrorCode.UNAVAILABLE, "the gateway cannot be reached or broke off", null, requestId))));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    private static byte[] event(String data) {
        return ("\n\ndata: " + data + "\n\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
