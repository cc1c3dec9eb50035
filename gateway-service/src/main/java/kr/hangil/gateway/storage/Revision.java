package kr.hangil.gateway.storage;

import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** A revision as an entity tag (RFC 9110, section 8.8.3), and the condition a change must carry. */
public final class Revision {

    private static final String HEADER = "If-Match";

    private Revision() {}

    public static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * @param ifMatch the header; null where there is none
     * @throws PlatformException 428 where there is none, 412 where it names another revision than {@code current}
     */
    public static void require(@Nullable String ifMatch, long current) {
        if (ifMatch == null) {
            throw PlatformException.at(
                    ErrorCode.PRECONDITION_REQUIRED,
                    HEADER,
                    "send If-Match with the ETag that was read, so that nobody's change is lost");
        }
        if (!ifMatch.strip().equals(tag(current))) {
            throw PlatformException.at(
                    ErrorCode.PRECONDITION_FAILED,
                    HEADER,
                    "it is at " + tag(current) + " now, not at " + ifMatch + ": read it again");
        }
    }
}
