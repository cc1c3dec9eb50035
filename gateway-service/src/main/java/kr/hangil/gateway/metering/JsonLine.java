package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** JSON that is put together as the bytes it is written as: its punctuation and names from literals, its values one by one. */
final class JsonLine {

    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] QUOTE = ascii("\"");
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long SPACES = ONES * ' ';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final int TYPICAL = 1_024;
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[TYPICAL];
    private int length;

    static byte[] ascii(String literal) {
        return literal.getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds {@code json} as it is. */
    JsonLine raw(byte[] json) {
        makeRoom(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    JsonLine text(@Nullable String text) {
        if (text == null) {
            return raw(NULL);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return raw(QUOTE).raw(isPlain(utf8) ? utf8 : ENCODER.quoteAsUTF8(text)).raw(QUOTE);
    }

    /** Whether all of {@code text} stand for themselves in a JSON string: nearly all texts here do. Looks at eight at once. */
    private static boolean isPlain(byte[] text) {
        int at = 0;
        for (; at + Long.BYTES <= text.length; at += Long.BYTES) {
            if (!isPlain((long) EIGHT.get(text, at))) {
                return false;
            }
        }
        long rest = SPACES;
        for (; at < text.length; at++) {
            rest = rest << Byte.SIZE | text[at] & 0xff;
        }
        return isPlain(rest);
    }

    /** Whether none of eight bytes is a control character, a quote, a backslash or of a character beyond ASCII. */
    private static boolean isPlain(long eight) {
        long special = (eight - SPACES) | zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES) | eight;
        return (special & HIGH_BITS) == 0;
    }

    /** Where a byte is zero, the lowest of these has its high bit set, and none below it. */
    private static long zeros(long eight) {
        return eight - ONES & ~eight;
    }

    JsonLine number(long number) {
        makeRoom(LONGEST_NUMBER);
        length = NumberOutput.outputLong(number, bytes, length);
        return this;
    }

    JsonLine number(@Nullable Long number) {
        return number == null ? raw(NULL) : number(number.longValue());
    }

    JsonLine truth(boolean value) {
        return raw(value ? TRUE : FALSE);
    }

    /** A copy of all that was added. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void makeRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
