package kr.hangil.inference.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code usage} object in an answer that passes by, however its chunks fall, without reading the rest as JSON. Text
 * of the model cannot look like it: inside a JSON string its quotes are escaped.
 */
final class UsageScan {

    private static final byte[] NAME = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST = 4096;

    private final ByteArrayOutputStream object = new ByteArrayOutputStream(256);
    private int matched;
    private int depth;
    private @Nullable Usage last;

    /**
     * What an answer says it used.
     *
     * @param promptTokens tokens read, >= 0
     * @param cachedTokens of them, those found in the engine's cache
     * @param outputTokens tokens written, >= 0
     */
    record Usage(long promptTokens, long cachedTokens, long outputTokens) {

        static final Usage NONE = new Usage(0, 0, 0);

        Usage plus(Usage other) {
            return new Usage(
                    promptTokens + other.promptTokens,
                    cachedTokens + other.cachedTokens,
                    outputTokens + other.outputTokens);
        }
    }

    void feed(Buffer chunk) {
        byte[] bytes = chunk.getBytes();
        for (byte at : bytes) {
            if (depth > 0) {
                capture(at);
            } else if (matched == NAME.length) {
                afterName(at);
            } else if (at == NAME[matched]) {
                matched++;
            } else {
                matched = at == NAME[0] ? 1 : 0;
            }
        }
    }

    private void afterName(byte at) {
        if (at == '{') {
            object.reset();
            object.write(at);
            depth = 1;
        } else if (at != ':' && at != ' ') {
            matched = at == NAME[0] ? 1 : 0;
        }
    }

    private void capture(byte at) {
        object.write(at);
        depth += at == '{' ? 1 : at == '}' ? -1 : 0;
        if (depth == 0) {
            read();
        }
        if (depth == 0 || object.size() > LARGEST) {
            depth = 0;
            matched = 0;
        }
    }

    private void read() {
        try {
            JsonObject usage = new JsonObject(object.toString(StandardCharsets.UTF_8));
            JsonObject details = usage.getJsonObject("prompt_tokens_details", new JsonObject());
            last = new Usage(
                    usage.getLong("prompt_tokens", 0L),
                    details == null ? 0 : details.getLong("cached_tokens", 0L),
                    usage.getLong("completion_tokens", 0L));
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            // Something else of that name: whoever reads the answer will judge it, this only counts.
            last = null;
        }
    }

    /** The last one seen whole; null while none was. */
    @Nullable
    Usage usage() {
        return last;
    }
}
