package kr.hangil.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A SHA-256 in the form {@code sha256:} and 64 lower-case hexadecimal digits, as OCI content descriptors write it.
 *
 * @param value the whole text, prefix included
 */
public record Digest(@JsonValue String value) {

    private static final String PREFIX = "sha256:";
    private static final Pattern SHAPE = Pattern.compile("sha256:[0-9a-f]{64}");

    /** @throws IllegalArgumentException when {@code value} is not of the form above */
    @JsonCreator
    public Digest {
        if (!isDigest(value)) {
            throw new IllegalArgumentException("not a digest of the form sha256:<64 hex digits>: " + value);
        }
    }

    /** Whether {@code text} has the form of a digest. */
    public static boolean isDigest(String text) {
        return SHAPE.matcher(text).matches();
    }

    /** The digest whose 32 bytes are {@code sha256}. */
    public static Digest of(byte[] sha256) {
        return new Digest(PREFIX + HexFormat.of().formatHex(sha256));
    }

    /** The 64 hexadecimal digits without the prefix. */
    public String hex() {
        return value.substring(PREFIX.length());
    }

    @Override
    public String toString() {
        return value;
    }
}
