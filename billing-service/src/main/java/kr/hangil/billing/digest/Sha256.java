package kr.hangil.billing.digest;

import java.nio.charset.StandardCharsets;
import kr.hangil.contracts.Digest;

/** SHA-256 of bytes and texts. */
public final class Sha256 {

    private Sha256() {}

    /** 32 bytes. */
    public static byte[] of(byte[] content) {
        return Digest.sha256().digest(content);
    }

    /** 32 bytes, of the text in UTF-8. */
    public static byte[] of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }
}
