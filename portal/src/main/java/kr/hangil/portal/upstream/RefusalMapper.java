package kr.hangil.portal.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.platform.request.RequestIds;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Reads the error envelope of an answer; tolerates answers that have none. */
public final class RefusalMapper implements ResponseExceptionMapper<Refusal> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Refusal toThrowable(Response response) {
        return refusal(response.getStatus(), body(response), response.getHeaderString(HangilHeaders.REQUEST_ID));
    }

    /**
     * What an answer says no with.
     *
     * @param body its body, which may be no envelope
     * @param requestId its header of that name; null where it has none
     */
    public static Refusal refusal(int status, byte[] body, @Nullable String requestId) {
        JsonNode envelope = json(body);
        JsonNode error = envelope.path("error");
        return new Refusal(
                status,
                error.path("code").asText("unknown"),
                text(error, "param").orElse(null),
                error.path("message").asText("the service answered with status " + status),
                text(envelope, "request_id")
                        .or(() -> Optional.ofNullable(requestId))
                        .orElseGet(RequestIds::current));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }

    private static byte[] body(Response response) {
        try (InputStream stream = response.readEntity(InputStream.class)) {
            return stream == null ? new byte[0] : stream.readAllBytes();
        } catch (IOException | RuntimeException e) {
            return new byte[0];
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
