package kr.hangil.platform.request;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Mints request ids and knows the current one. */
public final class RequestIds {

    /** Key of the request id in the logging context. */
    public static final String MDC_KEY = "requestId";

    /** Upper 48 bits of all ids of this process, so that two replicas never mint the same. */
    private static final long PROCESS = new SecureRandom().nextLong();

    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private RequestIds() {}

    /** A new id, {@code req_} and 32 hexadecimal digits: 64 bits of process, 64 of chance. */
    public static String mint() {
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(PROCESS)
                + hex.toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    /** Whether {@code id} may be taken over from a caller: 1 to 128 letters, digits and {@code _.:-}. */
    public static boolean isAcceptable(@Nullable String id) {
        return id != null && ACCEPTED.matcher(id).matches();
    }

    /** The id of the request being handled; a new one outside any request. */
    public static String current() {
        Object id = MDC.get(MDC_KEY);
        return id == null ? mint() : id.toString();
    }
}
