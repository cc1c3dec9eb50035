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

    private RequestFields() {}

    /**
     * The JSON object in {@code body}.
     *
     * @throws PlatformException {@link ErrorCode#INVALID_JSON} saying where it is not one
     */
    static ObjectNode parse(Buffer body) {
        byte[] bytes = body.getBytes();
        requireUtf8(bytes);
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
