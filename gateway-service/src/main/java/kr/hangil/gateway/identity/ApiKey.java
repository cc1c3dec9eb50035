package kr.hangil.gateway.identity;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A whole API key, {@code hgl_<public id>_<secret><crc>}, as its owner holds it.
 *
 * <p>The public id (12 characters) may appear in logs and refusals. The secret is 32 random bytes (43 characters). The
 * checksum (6 characters) is the CRC-32 of everything before it, so that a typo and a leaked key are recognised without
 * a lookup. All three are base 62, digits before upper before lower case, of fixed width.
 */
public final class ApiKey {

    /** What every key starts with; nothing else that Hangil issues does. */
    public static final String PREFIX = "hgl_";

    private static final int ID_LENGTH = 12;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_LENGTH = 43;
    private static final int CRC_LENGTH = 6;
    private static final int SEPARATOR = PREFIX.length() + ID_LENGTH;
    private static final int LENGTH = SEPARATOR + 1 + SECRET_LENGTH + CRC_LENGTH;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final Pattern STARTS_WITH_ID = Pattern.compile("hgl_([0-9A-Za-z]{12})_.*", Pattern.DOTALL);

    private final String id;
    private final String text;

    private ApiKey(String id, String text) {
        this.id = id;
        this.text = text;
    }

    /** A new key; its id has 71 bits of chance, its secret 256. */
    public static ApiKey mint(SecureRandom random) {
        StringBuilder id = new StringBuilder(ID_LENGTH);
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return mint(random, id.toString());
    }

    /** A new key with the public id of one before it. */
    public static ApiKey mint(SecureRandom random, String id) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String body = PREFIX + id + "_" + base62(new BigInteger(1, secret), SECRET_LENGTH);
        return new ApiKey(id, body + crc(body));
    }

    /** The key in {@code text}; empty where it has another shape or its checksum is wrong. */
    public static Optional<ApiKey> parse(String text) {
        if (!hasShape(text) || !text.endsWith(crc(text.substring(0, LENGTH - CRC_LENGTH)))) {
            return Optional.empty();
        }
        return Optional.of(new ApiKey(text.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH), text));
    }

    /** Written out: every request is looked at, and a pattern takes as long as the hash. */
    private static boolean hasShape(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (i == SEPARATOR ? c != '_' : !digit) {
                return false;
            }
        }
        return true;
    }

    /** The public id of what at least starts like a key; for refusals of keys that do not parse. */
    static Optional<String> publicIdOf(String text) {
        Matcher start = STARTS_WITH_ID.matcher(text);
        return start.matches() ? Optional.of(start.group(1)) : Optional.empty();
    }

    /** The part that may be shown and logged. */
    public String id() {
        return id;
    }

    /** The whole key. Goes to its owner once and into the hash; nowhere else. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }

    private static String crc(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        char[] out = new char[CRC_LENGTH];
        long rest = crc.getValue();
        for (int i = CRC_LENGTH - 1; i >= 0; i--) {
            out[i] = DIGITS.charAt((int) (rest % DIGITS.length()));
            rest /= DIGITS.length();
        }
        return new String(out);
    }

    private static String base62(BigInteger number, int width) {
        char[] out = new char[width];
        BigInteger rest = number;
        for (int i = width - 1; i >= 0; i--) {
            BigInteger[] quotient = rest.divideAndRemainder(BASE);
            out[i] = DIGITS.charAt(quotient[1].intValue());
            rest = quotient[0];
        }
        return new String(out);
    }
}
