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

/** Reads the error envelope of an answer; tolerates answers that have none. */
public final class RefusalMapper implements ResponseExceptionMapper<Refusal> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Refusal toThrowable(Response response) {
        JsonNode body = body(response);
        JsonNode error = body.path("error");
        return new Refusal(
                response.getStatus(),
                error.path("code").asText("unknown"),
                text(error, "param").orElse(null),
                error.path("message").asText("the service answered with status " + response.getStatus()),
                text(body, "request_id")
                        .or(() -> Optional.ofNullable(response.getHeaderString(HangilHeaders.REQUEST_ID)))
                        .orElseGet(RequestIds::current));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.path(field).textValue());
    }

    private static JsonNode body(Response response) {
        try (InputStream stream = response.readEntity(InputStream.class)) {
            JsonNode node = stream == null ? null : JSON.readTree(stream);
            return node == null ? JSON.missingNode() : node;
        } catch (IOException | RuntimeException e) {
            return JSON.missingNode();
        }
    }
}
