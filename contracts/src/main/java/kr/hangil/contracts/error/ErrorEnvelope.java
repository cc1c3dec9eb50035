package kr.hangil.contracts.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The body of every refusal, in OpenAI's shape so that its SDKs show it as they show OpenAI's own.
 *
 * @param error what went wrong
 * @param errorType the {@link ErrorCode} in lower case: stable, and the same over every protocol
 * @param requestId the id to quote when asking for help; also the {@code x-request-id} header
 */
public record ErrorEnvelope(
        ErrorDetail error,
        @JsonProperty("error_type") String errorType,
        @JsonProperty("request_id") String requestId) {

    /**
     * @param message for a person: what, where, what was expected, and what to do next
     * @param type OpenAI's coarse class of the error
     * @param param the field at fault as a path such as {@code messages[0].content}; null where no field is
     * @param code the {@link ErrorCode} in lower case
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record ErrorDetail(
            String message, String type, @Nullable String param, String code) {}

    /** The envelope for {@code code}; the message is extended by the request id. */
    public static ErrorEnvelope of(ErrorCode code, String message, @Nullable String param, String requestId) {
        String text = message + " (request id: " + requestId + ")";
        return new ErrorEnvelope(new ErrorDetail(text, code.type(), param, code.code()), code.code(), requestId);
    }
}
