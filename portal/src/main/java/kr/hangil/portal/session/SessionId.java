package kr.hangil.portal.session;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import kr.hangil.contracts.Digest;

/** The secret in the browser's cookie: 256 random bits. */
final class SessionId {

    private static final int LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private SessionId(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a session id has " + LENGTH + " bytes");
        }
        this.bytes = bytes;
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

    /** The 32 bytes themselves, as key material. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** What the browser keeps: base64url without padding, 43 characters. */
    String cookie() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What the database knows the session by: SHA-256 of the id. */
    byte[] hash() {
        return Digest.sha256().digest(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionId id && MessageDigest.isEqual(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SessionId[hidden]";
    }
}
