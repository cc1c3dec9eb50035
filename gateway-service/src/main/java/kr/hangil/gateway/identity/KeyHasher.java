package kr.hangil.gateway.identity;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import kr.hangil.gateway.secret.Pepper;
import kr.hangil.gateway.snapshot.KeyHash;

/** Turns an API key into what may be stored of it. */
@Singleton
public class KeyHasher {

    private final Pepper pepper;

    KeyHasher(Pepper pepper) {
        this.pepper = pepper;
    }

    /** HMAC-SHA-256 of the whole key under the pepper. */
    public KeyHash hash(ApiKey key) {
        return KeyHash.of(pepper.sign("api-key", key.reveal().getBytes(StandardCharsets.US_ASCII)));
    }
}
