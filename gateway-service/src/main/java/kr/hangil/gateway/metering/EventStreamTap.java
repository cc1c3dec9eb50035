package kr.hangil.gateway.metering;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Watches a stream of server-sent events as it passes: finds the usage, counts what was delivered, and tells the end.
 *
 * <p>Bytes are looked at, not parsed: a JSON string cannot hold an unescaped quote, so {@code "usage":} outside of it is
 * the field itself. Only an event that carries usage is read as JSON. Confined to one event loop.
 */
public final class EventStreamTap {

    /** Longest event kept while its end is awaited, in bytes; a longer one is a broken engine. */
    static final int MAX_EVENT = 4 << 20;

    private static final byte[] NOTHING = {};
    private static final Buffer NONE = Buffer.buffer(Unpooled.EMPTY_BUFFER);
    private static final byte[] DATA = bytes("data:");
    private static final byte[] DONE = bytes("[DONE]");
    private static final byte[] USAGE = bytes("\"usage\":");
    private static final byte[] ERROR = bytes("{\"error\"");
    private static final byte[][] DELIVERIES = {
        bytes("\"content\":\""), bytes("\"text\":\""), bytes("\"arguments\":\""), bytes("\"reasoning_content\":\"")
    };

    private final boolean usageAsked;
    private final Closing closing;
    /** The event whose end is awaited, looked through for the ends of its lines: {@code length} bytes, the last line from {@code lineStart} on. */
    private byte[] pending = NOTHING;

    private int length;
    private int lineStart;
    private @Nullable TokenCounts reported;
    private long deliveries;
    private End end = End.NONE;
    private int closingUsage = -1;

    /** What is added to the chunk that tells the usage. */
    public interface Closing {
        /** One more member of that JSON object, such as {@code "hangil":{}}; empty for none. */
        String member(TokenCounts counts);
    }

    /** How a stream has ended so far. */
    public enum End {
        /** It has not. */
        NONE,
        /** The terminal event was seen: a success. */
        DONE,
        /** The engine sent an error event. */
        ERROR
    }

    /**
     * A tap on one stream.
     *
     * @param usageAsked whether the client wants the closing chunk that carries only usage; else it is taken out
     * @param closing what is added to that chunk
     */
    public EventStreamTap(boolean usageAsked, Closing closing) {
        this.usageAsked = usageAsked;
        this.closing = closing;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @return the whole events among them that are for the client, without the terminal one, possibly empty; the caller's own
     * @throws IOException when an event is longer than {@link #MAX_EVENT} or carries usage that is not JSON
     */
    public Buffer feed(Buffer chunk) throws IOException {
        int seen = length;
        append(chunk);
        byte[] bytes = pending;
        Buffer forward = NONE;
        int start = 0;
        for (int i = seen; i < length && end == End.NONE; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            boolean blank = i == lineStart || (i == lineStart + 1 && bytes[lineStart] == '\r');
            lineStart = i + 1;
            if (blank) {
                if (look(bytes, start, i + 1)) {
                    if (forward == NONE) {
                        forward = Buffer.buffer(length - start);
                    }
                    forward(forward, bytes, start, i + 1);
                }
                start = i + 1;
            }
        }
        keep(start);
        return forward;
    }

    private void forward(Buffer forward, byte[] bytes, int from, int to) {
        TokenCounts counts = reported;
        if (closingUsage < 0 || counts == null) {
            forward.appendBytes(bytes, from, to - from);
            return;
        }
        String member = closing.member(counts);
        forward.appendBytes(bytes, from, closingUsage - from);
        if (!member.isEmpty()) {
            forward.appendString(",").appendString(member);
        }
        forward.appendBytes(bytes, closingUsage, to - closingUsage);
        closingUsage = -1;
    }

    public End end() {
        return end;
    }

    /** Bytes of an event whose end has not come yet, at most {@link #MAX_EVENT}. */
    public int pending() {
        return length;
    }

    /** What the engine reported; null while it has not. */
    public @Nullable TokenCounts reported() {
        return reported;
    }

    /** Events seen that carried output, about one per token with the engines we know. */
    public long deliveries() {
        return deliveries;
    }

    /** Whether the event in {@code bytes[from..to)} is for the client. */
    private boolean look(byte[] bytes, int from, int to) throws IOException {
        if (!startsWith(bytes, from, to, DATA)) {
            return true;
        }
        int data = from + DATA.length;
        while (data < to && bytes[data] == ' ') {
            data++;
        }
        if (startsWith(bytes, data, to, DONE)) {
            end = End.DONE;
            return false;
        }
        if (startsWith(bytes, data, to, ERROR)) {
            end = End.ERROR;
            return true;
        }
        for (byte[] delivery : DELIVERIES) {
            int at = indexOf(bytes, data, to, delivery);
            if (at >= 0 && bytes[at + delivery.length] != '"') {
                deliveries++;
                break;
            }
        }
        int usage = indexOf(bytes, data, to, USAGE);
        return usage < 0 || lookAtUsage(bytes, usage + USAGE.length, data, to);
    }

    private boolean lookAtUsage(byte[] bytes, int value, int data, int to) throws IOException {
        int at = value;
        while (at < to && bytes[at] == ' ') {
            at++;
        }
        if (bytes[at] != '{') {
            return true;
        }
        UsageReader.Reading reading = UsageReader.read(bytes, data, to - data);
        if (reading.counts() != null) {
            reported = reading.counts();
        }
        if (reading.choices() == 0 && usageAsked) {
            closingUsage = lastBrace(bytes, data, to);
        }
        return usageAsked || reading.choices() != 0;
    }

    /** Where the object that ends in {@code bytes[from..to)} ends. */
    private static int lastBrace(byte[] bytes, int from, int to) {
        int at = to - 1;
        while (at > from && bytes[at] != '}') {
            at--;
        }
        return at;
    }

    private void append(Buffer chunk) {
        if (length == 0) {
            pending = chunk.getBytes();
        } else {
            if (pending.length < length + chunk.length()) {
                pending = Arrays.copyOf(pending, Math.max(2 * pending.length, length + chunk.length()));
            }
            chunk.getBytes(pending, length);
        }
        length += chunk.length();
    }

    /** Forgets what is before {@code start}. */
    private void keep(int start) throws IOException {
        length -= start;
        lineStart -= start;
        if (length > MAX_EVENT) {
            throw new IOException("an event of the engine is longer than " + MAX_EVENT + " bytes");
        }
        if (length == 0) {
            pending = NOTHING;
        } else if (start > 0) {
            pending = Arrays.copyOfRange(pending, start, start + length);
        }
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] prefix) {
        if (to - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] bytes, int from, int to, byte[] needle) {
        for (int i = from; i <= to - needle.length; i++) {
            if (bytes[i] == needle[0] && startsWith(bytes, i, to, needle)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(US_ASCII);
    }
}
