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

    /** In the chance of all ids of this process, so that two replicas that drew the same seed do not mint the same. */
    private static final long PROCESS = new SecureRandom().nextLong();

    private static final int VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private RequestIds() {}

    /**
     * A new id: {@code req_} and the 32 hexadecimal digits of a UUID of version 7 (RFC 9562, section 5.7), milliseconds first, so that
     * what is stored by ids is stored in the order of time.
     */
    public static String mint() {
        ThreadLocalRandom chance = ThreadLocalRandom.current();
        long high = System.currentTimeMillis() << 16 | VERSION | chance.nextInt(1 << 12);
        long low = VARIANT | (chance.nextLong() ^ PROCESS) >>> 2;
        HexFormat hex = HexFormat.of();
        return "req_" + hex.toHexDigits(high) + hex.toHexDigits(low);
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
