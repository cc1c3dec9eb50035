package kr.hangil.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 in the form {@code sha256:} and 64 lower-case hexadecimal digits, as OCI content descriptors write it.
 *
 * @param value the whole text, prefix included
 */
public record Digest(@JsonValue String value) {

    private static final String PREFIX = "sha256:";
    private static final int LENGTH = PREFIX.length() + 64;

    /** @throws IllegalArgumentException when {@code value} is not of the form above */
    @JsonCreator
    public Digest {
        if (!isDigest(value)) {
            throw new IllegalArgumentException("not a digest of the form sha256:<64 hex digits>: " + value);
        }
    }

    /** Whether {@code text} has the form of a digest. */
    public static boolean isDigest(String text) {
        if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
            return false;
        }
        // A loop, not a pattern: an event has one and is given another one.
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            char c = text.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!hex) {
                return false;
            }
        }
        return true;
    }

    /** The digest whose 32 bytes are {@code sha256}. */
    public static Digest of(byte[] sha256) {
        return new Digest(PREFIX + HexFormat.of().formatHex(sha256));
    }

    /** The digest of {@code content}. */
    public static Digest sha256(byte[] content) {
        return of(sha256().digest(content));
    }

    /** What computes a SHA-256 of bytes that come one after the other; its result is for {@link #of}. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
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
