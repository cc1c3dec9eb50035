package kr.hangil.portal.session;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret in the browser's cookie: 256 random bits.
 *
 * @param bytes exactly 32
 */
record SessionId(byte[] bytes) {

    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    SessionId {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a session id has " + LENGTH + " bytes");
        }
        bytes = bytes.clone();
    }

    static SessionId random() {
        byte[] bytes = new byte[LENGTH];
        RANDOM.nextBytes(bytes);
        return new SessionId(bytes);
    }

    /** The id that a cookie value stands for; empty where the value cannot be one of ours. */
    static Optional<SessionId> parse(String cookie) {
        if (cookie.length() != 43) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SessionId(Base64.getUrlDecoder().decode(cookie)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What the browser keeps: base64url without padding, 43 characters. */
    String cookie() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What the database knows the session by: SHA-256 of the id. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionId id && MessageDigest.isEqual(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return java.util.Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SessionId[hidden]";
    }
}
