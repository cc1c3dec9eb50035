package kr.hangil.gateway.secret;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs under the pepper with HMAC-SHA-256, so that a stolen table is of no use without it. */
@ApplicationScoped
public class Pepper {

    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec key;

    Pepper(SecretConfig config) {
        key = new SecretKeySpec(config.pepper().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    /**
     * The signature of {@code content}, 64 lower-case hexadecimal digits.
     *
     * @param purpose keeps a signature made for one use from being good for another
     */
    public String sign(String purpose, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
