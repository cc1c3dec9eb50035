package kr.hangil.contracts.error;

import java.util.Locale;

/**
 * Every reason a Hangil service refuses a call.
 *
 * <p>The lower-case name is the wire's {@code code}, as OpenAI writes codes; {@link #type()} is OpenAI's coarser class.
 * SDKs retry 408, 409, 429 and 5xx by themselves, so a refusal that a retry cannot mend never has one of those.
 */
public enum ErrorCode {
    INVALID_REQUEST(400, "invalid_request_error"),
    INVALID_JSON(400, "invalid_request_error"),
    CONTEXT_LENGTH_EXCEEDED(400, "invalid_request_error"),
    UNSUPPORTED_PARAMETER(400, "invalid_request_error"),
    AMBIGUOUS_CREDENTIALS(400, "invalid_request_error"),
    TENANT_REQUIRED(400, "invalid_request_error"),
    MISSING_CREDENTIALS(401, "authentication_error"),
    INVALID_API_KEY(401, "authentication_error"),
    INVALID_TOKEN(401, "authentication_error"),
    CREDIT_EXHAUSTED(402, "insufficient_quota"),
    PERMISSION_DENIED(403, "permission_error"),
    REGION_RESTRICTED(403, "permission_error"),
    BUDGET_EXCEEDED(403, "permission_error"),
    NOT_PRICED(403, "permission_error"),
    NOT_FOUND(404, "invalid_request_error"),
    MODEL_NOT_FOUND(404, "invalid_request_error"),
    METHOD_NOT_ALLOWED(405, "invalid_request_error"),
    NOT_ACCEPTABLE(406, "invalid_request_error"),
    DEADLINE_EXCEEDED(408, "timeout_error"),
    CONFLICT(409, "conflict_error"),
    IDEMPOTENCY_MISMATCH(422, "invalid_request_error"),
    PRECONDITION_FAILED(412, "conflict_error"),
    PRECONDITION_REQUIRED(428, "conflict_error"),
    BODY_TOO_LARGE(413, "invalid_request_error"),
    UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error"),
    RANGE_NOT_SATISFIABLE(416, "invalid_request_error"),
    UNPROCESSABLE(422, "invalid_request_error"),
    DIGEST_MISMATCH(422, "invalid_request_error"),
    RATE_LIMITED(429, "rate_limit_error"),
    QUEUE_FULL(429, "rate_limit_error"),
    INTERNAL(500, "server_error"),
    ENGINE_FAILED(502, "server_error"),
    UNAVAILABLE(503, "server_error"),
    NO_REPLICA(503, "server_error"),
    DRAINING(503, "server_error"),
    ENGINE_TIMEOUT(504, "server_error");

    private final int status;
    private final String type;

    ErrorCode(int status, String type) {
        this.status = status;
        this.type = type;
    }

    /** HTTP status of an answer that carries this code and nothing before it. */
    public int status() {
        return status;
    }

    /** OpenAI's {@code error.type}. */
    public String type() {
        return type;
    }

    /** The wire's {@code error.code}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
