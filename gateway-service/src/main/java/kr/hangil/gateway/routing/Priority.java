package kr.hangil.gateway.routing;

import java.util.Locale;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** How urgent a client says that its request is; the first is served first where requests wait. */
public enum Priority {
    INTERACTIVE,
    BATCH;

    /**
     * The priority that {@code header} names; {@link #INTERACTIVE} without one.
     *
     * @throws PlatformException 400 when it names none
     */
    public static Priority of(@Nullable String header) {
        if (header == null || header.equals("interactive")) {
            return INTERACTIVE;
        }
        if (header.equals("batch")) {
            return BATCH;
        }
        throw PlatformException.at(
                ErrorCode.INVALID_REQUEST,
                HangilHeaders.PRIORITY,
                "'" + HangilHeaders.PRIORITY + "' must be 'interactive' or 'batch'");
    }

    /** As pods read it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
