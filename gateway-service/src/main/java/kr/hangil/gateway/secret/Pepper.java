package kr.hangil.gateway.secret;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import kr.hangil.platform.startup.StartupCheck;

/** Signs under the pepper with HMAC-SHA-256, so that a stolen table is of no use without it. */
@ApplicationScoped
public class Pepper implements StartupCheck {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LEAST_BYTES = 32;

    private final SecretKeySpec key;
    private final boolean configured;

    Pepper(SecretConfig config) {
        byte[] given = config.pepper().orElse("").getBytes(StandardCharsets.UTF_8);
        configured = given.length >= LEAST_BYTES;
        // Outside production a missing pepper costs only that keys die with the process.
        key = new SecretKeySpec(configured ? given : random(), ALGORITHM);
    }

    @Override
    public List<String> findings() {
        return configured
                ? List.of()
                : List.of("HANGIL_API_KEY_PEPPER must be set to a secret of at least " + LEAST_BYTES
                        + " bytes, the same on every gateway replica");
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

    private static byte[] random() {
        byte[] bytes = new byte[LEAST_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
