package kr.hangil.portal.frame;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.portal.upstream.Refusal;

/**
 * Why a service refused a form, in the reader's language: by the refusal's code and field, or by its code alone. The service's own
 * words, which are English, are for codes that the vocabulary does not have.
 */
final class Reasons {

    /** By code and field, what {@link #key} makes of them. */
    private static final Map<String, Function<RefusalsMessages, String>> OF_FIELDS = Map.ofEntries(
            invalid("name", RefusalsMessages::text),
            invalid("id", RefusalsMessages::id),
            invalid("project", RefusalsMessages::project),
            invalid("models", RefusalsMessages::models),
            invalid("operations", RefusalsMessages::operations),
            invalid("regions", RefusalsMessages::regions),
            invalid("addresses", RefusalsMessages::addresses),
            invalid("limits.requestsPerMinute", RefusalsMessages::limit),
            invalid("limits.tokensPerMinute", RefusalsMessages::limit),
            invalid("limits.concurrency", RefusalsMessages::limit),
            invalid("expiresAt", RefusalsMessages::expiry),
            invalid("projects", RefusalsMessages::projects),
            invalid("fallbacks", RefusalsMessages::fallbacks),
            invalid("scope", RefusalsMessages::scope),
            invalid("scopeId", RefusalsMessages::scope_id),
            invalid("period", RefusalsMessages::period),
            invalid("limitWon", RefusalsMessages::limit_won),
            invalid("hard", RefusalsMessages::hard),
            invalid("alertThresholds", RefusalsMessages::thresholds),
            invalid("webhookUrl", RefusalsMessages::webhook),
            invalid("email", RefusalsMessages::email),
            invalid("representative", RefusalsMessages::text),
            invalid("address", RefusalsMessages::text),
            invalid("businessType", RefusalsMessages::text),
            invalid("businessItem", RefusalsMessages::text),
            entry(key(ErrorCode.UNSUPPORTED_PARAMETER, "email"), RefusalsMessages::no_mail),
            entry(key(ErrorCode.UNPROCESSABLE, "keys"), RefusalsMessages::keys_too_many),
            entry(key(ErrorCode.CONFLICT, "regions"), RefusalsMessages::no_region_left),
            entry(key(ErrorCode.CONFLICT, "key"), RefusalsMessages::key_revoked),
            entry(key(ErrorCode.CONFLICT, "Idempotency-Key"), RefusalsMessages::sent_before));

    private Reasons() {}

    static String of(Refusal refusal, Language language) {
        RefusalsMessages say = language.messages(RefusalsMessages.class);
        Function<RefusalsMessages, String> ofField =
                OF_FIELDS.get(key(refusal.code(), Typed.text(refusal.param()).split("\\[", 2)[0]));
        return ofField == null
                ? code(refusal)
                        .map(code -> ofCode(code, refusal.requestId(), say))
                        .orElseGet(refusal::getMessage)
                : ofField.apply(say);
    }

    private static String ofCode(ErrorCode code, String requestId, RefusalsMessages say) {
        return switch (code) {
            case MISSING_CREDENTIALS, INVALID_TOKEN -> say.signed_out();
            case NOT_FOUND -> say.gone();
            case CONFLICT, PRECONDITION_FAILED, PRECONDITION_REQUIRED -> say.changed();
            case IDEMPOTENCY_MISMATCH -> say.sent_before();
            case RATE_LIMITED, QUEUE_FULL -> say.too_often();
            default -> say.malformed(requestId);
        };
    }

    private static Optional<ErrorCode> code(Refusal refusal) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.code().equals(refusal.code()))
                .findFirst();
    }

    private static Map.Entry<String, Function<RefusalsMessages, String>> invalid(
            String field, Function<RefusalsMessages, String> reason) {
        return entry(key(ErrorCode.INVALID_REQUEST, field), reason);
    }

    private static String key(ErrorCode code, String field) {
        return key(code.code(), field);
    }

    private static String key(String code, String field) {
        return code + " " + field;
    }
}
