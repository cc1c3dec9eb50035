package kr.hangil.gateway.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import kr.hangil.gateway.secret.Pepper;

/** Turns an API key into what may be stored of it. */
@ApplicationScoped
public class KeyHasher {

    private final Pepper pepper;

    KeyHasher(Pepper pepper) {
        this.pepper = pepper;
    }

    /** HMAC-SHA-256 of the whole key under the pepper, 64 hexadecimal digits. */
    public String hash(ApiKey key) {
        return pepper.sign("api-key", key.reveal().getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether {@code key} has the stored {@code hash}; takes the same time wherever the first difference is. */
    boolean matches(ApiKey key, String hash) {
        return MessageDigest.isEqual(
                hash(key).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }
}
