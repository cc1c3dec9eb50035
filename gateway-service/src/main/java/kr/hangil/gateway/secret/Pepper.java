package kr.hangil.gateway.secret;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs under the pepper with HMAC-SHA-256, so that a stolen table is of no use without it. */
@ApplicationScoped
public class Pepper {

    private static final String ALGORITHM = "HmacSHA256";

    /** Keyed once and copied for each use: keying costs as much as signing. */
    private final Mac keyed;

    Pepper(SecretConfig config) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(config.pepper().getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** The signature of {@code content}, 32 bytes; see {@link #signing}. */
    public byte[] sign(String purpose, byte[] content) {
        return signing(purpose).doFinal(content);
    }

    /**
     * A signature to be fed with its content.
     *
     * @param purpose keeps a signature made for one use from being good for another
     */
    public Mac signing(String purpose) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            return mac;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can be copied", e);
        }
    }
}
