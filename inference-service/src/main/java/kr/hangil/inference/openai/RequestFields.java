package kr.hangil.inference.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Reads a request's fields, naming in each refusal the one at fault. A field that is JSON's null counts as absent. */
final class RequestFields {

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    /** Bytes of an escaped UTF-16 unit. */
    private static final int ESCAPE = 6;

    private RequestFields() {}

    /**
     * The JSON object in {@code body}.
     *
     * @throws PlatformException {@link ErrorCode#INVALID_JSON} saying where it is not one
     */
    static ObjectNode parse(Buffer body) {
        byte[] bytes = body.getBytes();
        requireUtf8(bytes);
        requirePairs(bytes);
        try {
            JsonNode node = READER.readTree(bytes);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body must be a JSON object");
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid JSON" + where, e);
        } catch (IOException e) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid JSON", e);
        }
    }

    private static void requireUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(8192);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isOverflow()) {
            out.clear();
            result = decoder.decode(in, out, true);
        }
        if (result.isError()) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid UTF-8 at byte " + in.position());
        }
    }

    /** Half of a surrogate pair can be written as an escape and is no character; some engines fail over it (RFC 7493, section 2.1). */
    private static void requirePairs(byte[] json) {
        for (int i = 0; i + 1 < json.length; i++) {
            if (json[i] == '\\') {
                int high = escaped(json, i);
                if (high >= Character.MIN_SURROGATE && high <= Character.MAX_SURROGATE) {
                    int low = escaped(json, i + ESCAPE);
                    if (high > Character.MAX_HIGH_SURROGATE
                            || low < Character.MIN_LOW_SURROGATE
                            || low > Character.MAX_LOW_SURROGATE) {
                        throw new PlatformException(
                                ErrorCode.INVALID_JSON, "the body has half a surrogate pair at byte " + i);
                    }
                    i += ESCAPE;
                }
                // Whatever is escaped is no beginning of an escape.
                i++;
            }
        }
    }

    /** The UTF-16 unit that is escaped at {@code from} in {@code json}; -1 where none is. */
    private static int escaped(byte[] json, int from) {
        if (from + ESCAPE > json.length || json[from] != '\\' || json[from + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = from + 2; i < from + ESCAPE; i++) {
            int digit = Character.digit(json[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    static @Nullable JsonNode get(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    static String text(JsonNode object, String name, String path) {
        JsonNode value = get(object, name);
        if (value == null || !value.isTextual()) {
            throw invalid(path, value == null ? "is required" : "must be a string");
        }
        return value.textValue();
    }

    static boolean flag(JsonNode object, String name) {
        JsonNode value = get(object, name);
        if (value != null && !value.isBoolean()) {
            throw invalid(name, "must be true or false");
        }
        return value != null && value.booleanValue();
    }

    static Optional<Integer> integer(JsonNode object, String name, int min, int max) {
        JsonNode value = get(object, name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw invalid(name, "must be a whole number from " + min + " to " + max);
        }
        return Optional.of(value.intValue());
    }

    /** Refuses a field that cannot be honoured. */
    static void unsupported(JsonNode object, String name, String why) {
        if (get(object, name) != null) {
            throw unsupported(name, why);
        }
    }

    static PlatformException unsupported(String path, String why) {
        return PlatformException.at(ErrorCode.UNSUPPORTED_PARAMETER, path, "'" + path + "' " + why);
    }

    static PlatformException invalid(String path, String why) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, path, "'" + path + "' " + why);
    }
}
