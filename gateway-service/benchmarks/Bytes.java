import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The little HTTP that the stub and the load need, read from bytes. */
final class Bytes {

    static final byte[] HEAD_END = ascii("\r\n\r\n");
    static final byte[] CONTENT_LENGTH = ascii("content-length:");
    static final byte[] DATA = ascii("data:");
    static final byte[] DONE = ascii("[DONE]");
    static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    static final byte[] STREAM = ascii("\"stream\":true");
    static final byte[] MAX_TOKENS = ascii("\"max_tokens\":");
    static final byte[] SEED = ascii("\"seed\":");

    private Bytes() {}

    /** Where {@code needle} is in {@code bytes[from..to)}, in lower case or as given; -1 where it is not. */
    static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
        int last = to - needle.length;
        for (int i = from; i <= last; i++) {
            int at = 0;
            while (at < needle.length && (bytes[i + at] == needle[at] || lower(bytes[i + at]) == needle[at])) {
                at++;
            }
            if (at == needle.length) {
                return i;
            }
        }
        return -1;
    }

    /** The number of the header {@code name}, with its colon, in the head that ends at {@code end}. */
    static long header(byte[] bytes, int end, byte[] name, long absent) {
        int at = indexOf(bytes, 0, end, name);
        return at < 0 ? absent : digits(bytes, at + name.length, end + 2);
    }

    /** The number after {@code name}. */
    static long number(byte[] bytes, int from, int to, byte[] name) {
        return digits(bytes, indexOf(bytes, from, to, name) + name.length, to);
    }

    private static long digits(byte[] bytes, int from, int to) {
        int at = from;
        while (bytes[at] == ' ') {
            at++;
        }
        long number = 0;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + bytes[at++] - '0';
        }
        return number;
    }

    static boolean endsWith(byte[] bytes, int length, byte[] end) {
        return length >= end.length && Arrays.equals(bytes, length - end.length, length, end, 0, end.length);
    }

    private static byte lower(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + 32) : letter;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
