package kr.hangil.gateway.snapshot;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** HMAC-SHA-256 of a whole API key under the pepper, in 48 bytes of heap. */
public final class KeyHash {

    private static final int BYTES = 32;

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private KeyHash(ByteBuffer bytes) {
        this.first = bytes.getLong();
        this.second = bytes.getLong();
        this.third = bytes.getLong();
        this.fourth = bytes.getLong();
    }

    /** @throws IllegalArgumentException where {@code hash} has not 32 bytes */
    public static KeyHash of(byte[] hash) {
        if (hash.length != BYTES) {
            throw new IllegalArgumentException("a key's hash has " + BYTES + " bytes, not " + hash.length);
        }
        return new KeyHash(ByteBuffer.wrap(hash));
    }

    /** @throws IllegalArgumentException where {@code text} has not 64 hexadecimal digits */
    public static KeyHash parse(String text) {
        return of(HexFormat.of().parseHex(text));
    }

    /** Whether both are the same; takes the same time wherever the first difference is. */
    public boolean matches(KeyHash other) {
        return ((first ^ other.first) | (second ^ other.second) | (third ^ other.third) | (fourth ^ other.fourth)) == 0;
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth);
        return HexFormat.of().formatHex(bytes.array());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && matches(hash);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    /** It is no secret, but no log line needs it. */
    @Override
    public String toString() {
        return "KeyHash[…]";
    }
}
