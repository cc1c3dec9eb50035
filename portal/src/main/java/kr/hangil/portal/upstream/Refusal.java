package kr.hangil.portal.upstream;

import org.jspecify.annotations.Nullable;

/** An answer other than 2xx from one of our services, as its error envelope tells it. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable String param;
    private final String requestId;

    /**
     * @param status HTTP status of the answer
     * @param code code of the error vocabulary, or {@code unknown}
     * @param param the field at fault; null where no field is
     * @param message the service's own words
     * @param requestId the id under which the service logged it
     */
    public Refusal(int status, String code, @Nullable String param, String message, String requestId) {
        super(message);
        this.status = status;
        this.code = code;
        this.param = param;
        this.requestId = requestId;
    }

    /** Whether {@code failure} says that what was asked for is not there: what was to be deleted is as deleted as can be. */
    public static boolean isGone(Throwable failure) {
        return failure instanceof Refusal refusal && refusal.status() == 404;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable String param() {
        return param;
    }

    public String requestId() {
        return requestId;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code : message;
    }
}
