package kr.hangil.billing.ingest;

import java.util.Locale;

/** Why one event can never be booked as it is. Told in its verdict; the other events of the batch go on. */
final class RejectedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    RejectedEventException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static RejectedEventException at(Reason reason, String path, String problem) {
        return new RejectedEventException(reason, path + " " + problem);
    }

    String code() {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** The wire's {@code code} of a rejected event is the lower-case name. */
    enum Reason {
        /** A field is missing, or has the wrong type or value. */
        INVALID_FIELD,
        /** A field this version does not know: it might have meant money. */
        UNKNOWN_FIELD,
        /** Not CloudEvents 1.0. */
        UNSUPPORTED_SPECVERSION,
        /** Not the usage event this version knows. */
        UNSUPPORTED_TYPE,
        /** Not {@code <request id>:<attempt>:<meter>} of the event's own request. */
        INVALID_ID,
        /** {@code subject} and {@code data.tenant} differ. */
        TENANT_MISMATCH,
        /** Older than the ingest window. */
        TOO_OLD,
        /** Further ahead than clocks may differ. */
        IN_THE_FUTURE
    }
}
