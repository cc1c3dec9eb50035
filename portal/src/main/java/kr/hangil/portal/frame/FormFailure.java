package kr.hangil.portal.frame;

import java.util.List;
import kr.hangil.portal.upstream.Refusal;

/**
 * Why a form that was sent came to nothing.
 *
 * @param field the field that the service named, as the form calls it; {@code ""} for the form as a whole
 * @param reason why the service refused, in the reader's language; empty where it did not
 * @param requestId the id to quote when asking for help
 */
public record FormFailure(Kind kind, String field, String reason, String requestId) {

    /** What the service that was asked made of it. */
    public enum Kind {
        /** The person may not do this. */
        FORBIDDEN,
        /** Something that is there is in the way. */
        CONFLICT,
        /** It changed since the form was filled. */
        OUTDATED,
        /** Something about it is wrong. */
        REFUSED,
        /** The service broke down or did not answer. */
        UNANSWERED
    }

    /**
     * @param fields those of the form
     * @param language the reader's
     * @param requestId of the page, for where the service gave none
     */
    static FormFailure of(Throwable failure, List<String> fields, Language language, String requestId) {
        if (!(failure instanceof Refusal refusal)) {
            return new FormFailure(Kind.UNANSWERED, "", "", requestId);
        }
        Kind kind = kind(refusal.status());
        boolean whole = kind == Kind.FORBIDDEN || kind == Kind.UNANSWERED;
        String param = Typed.text(refusal.param());
        String field = fields.stream()
                .filter(candidate -> !whole && isWithin(candidate, param))
                .findFirst()
                .orElse("");
        return new FormFailure(kind, field, Reasons.of(refusal, language), refusal.requestId());
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 403 -> Kind.FORBIDDEN;
            case 409 -> Kind.CONFLICT;
            case 412 -> Kind.OUTDATED;
            default -> status < 500 ? Kind.REFUSED : Kind.UNANSWERED;
        };
    }

    /** Whether {@code param} is {@code field} or a part of it, {@code models[0]} or {@code limits.concurrency}. */
    private static boolean isWithin(String field, String param) {
        return param.equals(field) || param.startsWith(field + ".") || param.startsWith(field + "[");
    }
}
