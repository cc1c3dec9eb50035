package kr.hangil.portal.limits;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import kr.hangil.portal.frame.Formats;
import kr.hangil.portal.frame.Language;
import kr.hangil.portal.frame.Typed;
import kr.hangil.portal.gateway.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Limits as they were typed, a part of a form. What is empty is not limited.
 *
 * @param requestsPerMinute as typed
 * @param tokensPerMinute as typed
 * @param concurrency as typed
 */
public record LimitsForm(String requestsPerMinute, String tokensPerMinute, String concurrency) {

    public static final LimitsForm OPEN = new LimitsForm("", "", "");

    private static final String REQUESTS = "limits.requestsPerMinute";
    private static final String TOKENS = "limits.tokensPerMinute";
    private static final String CONCURRENCY = "limits.concurrency";

    /** The fields as the gateway names them, in the order of the form. */
    public static final List<String> FIELDS = List.of(REQUESTS, TOKENS, CONCURRENCY);

    public static LimitsForm of(Limits limits) {
        return new LimitsForm(
                text(limits.requestsPerMinute()), text(limits.tokensPerMinute()), text(limits.concurrency()));
    }

    /** What was typed, where {@link #problems} finds nothing. */
    public Limits toLimits() {
        return new Limits(orNull(requests()), orNull(tokens()), orNull(inFlight()));
    }

    /** What is wrong, by field, in the reader's language. */
    public Map<String, String> problems(Language language) {
        LimitsMessages say = language.messages(LimitsMessages.class);
        Formats formats = new Formats(language);
        Map<String, String> found = new TreeMap<>();
        if (!requestsPerMinute.isEmpty() && requests().isEmpty()) {
            found.put(REQUESTS, say.no_number(formats.count(Limits.MOST_REQUESTS)));
        }
        if (!tokensPerMinute.isEmpty() && tokens().isEmpty()) {
            found.put(TOKENS, say.no_number(formats.count(Limits.MOST_TOKENS)));
        }
        if (!concurrency.isEmpty() && inFlight().isEmpty()) {
            found.put(CONCURRENCY, say.no_number(formats.count(Limits.MOST_CONCURRENCY)));
        }
        return found;
    }

    private OptionalLong requests() {
        return Typed.number(requestsPerMinute, 1, Limits.MOST_REQUESTS);
    }

    private OptionalLong tokens() {
        return Typed.number(tokensPerMinute, 1, Limits.MOST_TOKENS);
    }

    private OptionalLong inFlight() {
        return Typed.number(concurrency, 1, Limits.MOST_CONCURRENCY);
    }

    private static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static String text(@Nullable Long limit) {
        return limit == null ? "" : limit.toString();
    }
}
