package kr.hangil.portal.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts what a session stores: AES-256-GCM under a key that HKDF-SHA-256 derives from the server's key and the
 * session id (RFC 5869: key as input material, id as salt). A fresh 96-bit nonce precedes each ciphertext.
 */
@ApplicationScoped
class SessionCipher {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] PURPOSE = "hangil portal session v1".getBytes(StandardCharsets.UTF_8);

    private final SessionConfig config;
    private final ObjectMapper json;
    private final SecureRandom random = new SecureRandom();

    SessionCipher(SessionConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    byte[] encrypt(SessionId id, StoredTokens tokens) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, id, nonce);
            byte[] sealed = cipher.doFinal(json.writeValueAsBytes(tokens));
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a session could not be encrypted", e);
        }
    }

    /** The tokens; empty where they were written under another key or changed since. */
    Optional<StoredTokens> decrypt(SessionId id, byte[] stored) {
        if (stored.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] sealed = new byte[buffer.remaining()];
        buffer.get(sealed);
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, id, nonce).doFinal(sealed);
            return Optional.of(json.readValue(plain, StoredTokens.class));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a session could not be decrypted", e);
        }
    }

    private Cipher cipher(int mode, SessionId id, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key(id), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(id.hash());
        return cipher;
    }

    private SecretKey key(SessionId id) throws GeneralSecurityException {
        String secret =
                config.key().orElseThrow(() -> new IllegalStateException("HANGIL_PORTAL_SESSION_KEY is not set"));
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "AES",
                        HKDFParameterSpec.ofExtract()
                                .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                .addSalt(id.bytes())
                                .thenExpand(PURPOSE, 32));
    }
}
