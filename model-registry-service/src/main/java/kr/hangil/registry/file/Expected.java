package kr.hangil.registry.file;

import java.util.OptionalLong;
import kr.hangil.contracts.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a sender announced about the bytes that follow.
 *
 * @param size number of bytes, when announced
 * @param digest SHA-256 of the bytes; null when not announced
 */
public record Expected(OptionalLong size, @Nullable Digest digest) {

    /** Nothing was announced: whatever comes is taken. */
    public static final Expected ANYTHING = new Expected(OptionalLong.empty(), null);
}
