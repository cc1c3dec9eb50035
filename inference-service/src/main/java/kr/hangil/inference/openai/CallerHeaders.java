package kr.hangil.inference.openai;

import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.stream.Collectors;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.queue.Priority;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** What a caller says about its request beside the body. */
final class CallerHeaders {

    /** {@code interactive} or {@code batch}. */
    static final String PRIORITY = "x-hangil-priority";

    private static final int LONGEST_TENANT = 128;

    private CallerHeaders() {}

    /** The priority asked for; {@link Priority#INTERACTIVE} where none is. */
    static Priority priority(HttpServerRequest request) {
        @Nullable String text = request.getHeader(PRIORITY);
        if (text == null) {
            return Priority.INTERACTIVE;
        }
        return Priority.named(text)
                .orElseThrow(() -> new PlatformException(
                        ErrorCode.INVALID_REQUEST,
                        PRIORITY + " must be one of "
                                + Arrays.stream(Priority.values())
                                        .map(Priority::wire)
                                        .collect(Collectors.joining(", "))));
    }

    /** The tenant the caller acts for; empty where it names none. */
    static String tenant(HttpServerRequest request) {
        @Nullable String tenant = request.getHeader(HangilHeaders.TENANT);
        if (tenant == null) {
            return "";
        }
        if (tenant.length() > LONGEST_TENANT) {
            throw new PlatformException(
                    ErrorCode.INVALID_REQUEST,
                    HangilHeaders.TENANT + " must have at most " + LONGEST_TENANT + " characters");
        }
        return tenant;
    }

    /** Milliseconds left for the whole call; 0 where the caller sets no limit. */
    static long deadline(HttpServerRequest request) {
        @Nullable String text = request.getHeader(HangilHeaders.DEADLINE_MS);
        if (text == null) {
            return 0;
        }
        try {
            long millis = Long.parseLong(text);
            if (millis > 0) {
                return millis;
            }
        } catch (NumberFormatException e) {
            // Refused below, as a number that is not positive is.
        }
        throw new PlatformException(
                ErrorCode.INVALID_REQUEST, HangilHeaders.DEADLINE_MS + " must be a positive number of milliseconds");
    }
}
