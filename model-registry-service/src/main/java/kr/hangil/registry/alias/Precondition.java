package kr.hangil.registry.alias;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What a writer believes an alias to be before it moves it. */
sealed interface Precondition {

    /** The alias does not exist: {@code If-None-Match: *}. */
    record Absent() implements Precondition {}

    /** @param revision the alias is at this one: {@code If-Match: "3"} */
    record AtRevision(long revision) implements Precondition {}

    /** A strong entity tag that holds a revision. */
    Pattern TAG = Pattern.compile("\"([1-9]\\d{0,17})\"");

    /** @throws PlatformException {@code precondition_required} for none, {@code invalid_request} for one of another form */
    static Precondition of(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (ifMatch == null && ifNoneMatch == null) {
            throw new PlatformException(
                    ErrorCode.PRECONDITION_REQUIRED,
                    "say what you move: 'If-Match: \"<revision>\"' for an alias that exists, 'If-None-Match: *' for a new one");
        }
        if (ifMatch != null && ifNoneMatch != null) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "If-Match", "send either 'If-Match' or 'If-None-Match', not both");
        }
        if (ifMatch == null) {
            return absent(ifNoneMatch);
        }
        Matcher tag = TAG.matcher(ifMatch.strip());
        if (!tag.matches()) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "If-Match", "'If-Match' must be one revision in quotes, such as \"3\"");
        }
        return new AtRevision(Long.parseLong(tag.group(1)));
    }

    private static Precondition absent(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null || !ifNoneMatch.strip().equals("*")) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "If-None-Match", "'If-None-Match' takes only '*' here");
        }
        return new Absent();
    }
}
