package kr.hangil.inference.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import kr.hangil.contracts.error.ErrorEnvelope;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;

/** Says no: as a whole answer while no byte was sent, as the last event of a stream afterwards. */
@Singleton
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);

    private final ObjectMapper json;

    Refusals(ObjectMapper json) {
        this.json = json;
    }

    /** Sends {@code failure} as status and envelope; whatever is no refusal on purpose becomes a fixed sentence. */
    void send(HttpServerResponse response, String requestId, Throwable failure) {
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        PlatformException refusal = known(failure, requestId);
        response.setStatusCode(refusal.code().status()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (refusal.code().status() == 401) {
            response.putHeader("www-authenticate", "Bearer");
        }
        if (refusal.retryAfter() != null) {
            response.putHeader(
                    HttpHeaders.RETRY_AFTER,
                    String.valueOf(Math.max(1, refusal.retryAfter().toSeconds())));
        }
        response.end(Buffer.buffer(write(envelope(refusal, requestId))));
    }

    /** The event that ends a stream which cannot go on; no {@code [DONE]} follows it. */
    Buffer lastEvent(Operation operation, String requestId, Throwable failure) {
        ObjectNode event = json.valueToTree(envelope(known(failure, requestId), requestId));
        ObjectNode choice = event.putArray("choices").addObject().put("index", 0);
        if (operation == Operation.CHAT) {
            choice.putObject("delta");
        } else {
            choice.put("text", "");
        }
        choice.put("finish_reason", "error");
        return Buffer.buffer("data: ").appendBytes(write(event)).appendString("\n\n");
    }

    private static ErrorEnvelope envelope(PlatformException refusal, String requestId) {
        return ErrorEnvelope.of(refusal.code(), refusal.getMessage(), refusal.param(), requestId);
    }

    private static PlatformException known(Throwable failure, String requestId) {
        if (failure instanceof PlatformException refusal) {
            if (refusal.code().status() >= 500) {
                LOG.warnf("%s: %s: %s", requestId, refusal.code().code(), refusal.getMessage());
            }
            return refusal;
        }
        LOG.errorf(failure, "%s: unexpected failure", requestId);
        return PlatformException.internal(failure);
    }

    private byte[] write(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an error envelope is always JSON", e);
        }
    }
}
