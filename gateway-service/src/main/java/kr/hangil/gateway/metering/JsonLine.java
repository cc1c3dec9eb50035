package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.io.NumberOutput;
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
        raw(QUOTE);
        if (!addPlain(text)) {
            raw(ENCODER.quoteAsUTF8(text));
        }
        return raw(QUOTE);
    }

    /** Adds {@code text} if it is of characters that stand for themselves, each one byte: nearly all texts here are. */
    private boolean addPlain(String text) {
        makeRoom(text.length());
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
            bytes[at++] = (byte) c;
        }
        length = at;
        return true;
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
