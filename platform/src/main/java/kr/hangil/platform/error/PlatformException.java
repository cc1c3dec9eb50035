package kr.hangil.platform.error;

import java.time.Duration;
import kr.hangil.contracts.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A refusal on purpose: its message is written for the caller and leaves the service as it is.
 *
 * <p>Anything else that is thrown reaches the caller as {@link ErrorCode#INTERNAL} with a fixed message.
 */
public final class PlatformException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    private PlatformException(
            ErrorCode code,
            String message,
            @Nullable String param,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    /** @param message what went wrong and what to do next, without a final request id */
    public PlatformException(ErrorCode code, String message) {
        this(code, message, null, null, null);
    }

    /** As above, for a failure that has a cause worth a log line. */
    public PlatformException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, null, cause);
    }

    /** As above, naming the field at fault as a path such as {@code messages[0].content}. */
    public static PlatformException at(ErrorCode code, String param, String message) {
        return new PlatformException(code, message, param, null, null);
    }

    /** As above, telling the caller when to come back. */
    public static PlatformException retryable(ErrorCode code, String message, Duration retryAfter) {
        return new PlatformException(code, message, null, retryAfter, null);
    }

    /** What a caller is told of {@code failure}, which nobody meant. */
    public static PlatformException internal(Throwable failure) {
        return new PlatformException(
                ErrorCode.INTERNAL, "an internal error occurred; quote the request id for help", failure);
    }

    public ErrorCode code() {
        return code;
    }

    /** The field at fault; null where no field is. */
    public @Nullable String param() {
        return param;
    }

    /** When a retry may help, sent as {@code Retry-After}; null where it would not. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.code() : message;
    }
}
