package kr.hangil.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Collection;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** A request body as a tree, read with the name of the field at fault where it is not what it should be. */
public final class RequestTree {

    /** Reads and writes the trees of all dialects. */
    public static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RequestTree() {}

    /**
     * The object that {@code body} is.
     *
     * @throws PlatformException 400 {@code invalid_json} or {@code invalid_request}
     */
    public static ObjectNode parse(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "the body must be a JSON object");
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

    /** The value of {@code field}; null when it is absent or JSON's null. */
    public static @Nullable JsonNode get(JsonNode object, String field) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** The text of {@code field}, which must be there. */
    public static String text(JsonNode object, String field, String path) {
        JsonNode value = get(object, field);
        if (value == null) {
            throw invalid(path, "is missing: expected a string");
        }
        if (!value.isTextual()) {
            throw invalid(path, "must be a string");
        }
        return value.textValue();
    }

    /** The array at {@code field}; empty when it is absent. */
    public static ArrayNode array(JsonNode object, String field, String path) {
        JsonNode value = get(object, field);
        if (value == null) {
            return JSON.createArrayNode();
        }
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw invalid(path, "must be an array");
    }

    /** {@code value} as an object. */
    public static ObjectNode object(@Nullable JsonNode value, String path) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        throw invalid(path, "must be an object");
    }

    /** Whether {@code field} is true; absent is false. */
    public static boolean flag(JsonNode object, String field, String path) {
        JsonNode value = get(object, field);
        if (value != null && !value.isBoolean()) {
            throw invalid(path, "must be true or false");
        }
        return value != null && value.booleanValue();
    }

    /** Refuses each of {@code fields} that {@code object} has with a value that means something. */
    public static void refuse(ObjectNode object, Collection<String> fields, String why) {
        for (String field : fields) {
            JsonNode value = get(object, field);
            boolean empty = value == null
                    || (value.isContainerNode() && value.isEmpty())
                    || (value.isBoolean() && !value.booleanValue());
            if (!empty) {
                throw unsupported(field, why);
            }
        }
    }

    /** Copies {@code field} where it has a value. */
    public static void copy(ObjectNode from, String field, ObjectNode to, String name) {
        JsonNode value = get(from, field);
        if (value != null) {
            to.set(name, value);
        }
    }

    /** {@code value} as the text it holds; an object or array as its JSON. */
    public static JsonNode asText(JsonNode value) {
        return value.isTextual() ? value : TextNode.valueOf(value.toString());
    }

    /** 400: {@code what} completes a sentence that begins with the field's name. */
    public static PlatformException invalid(String path, String what) {
        return PlatformException.at(ErrorCode.INVALID_REQUEST, path, "'" + path + "' " + what);
    }

    /** 400: {@code why} completes a sentence that begins with the field's name. */
    public static PlatformException unsupported(String path, String why) {
        return PlatformException.at(ErrorCode.UNSUPPORTED_PARAMETER, path, "'" + path + "' " + why);
    }

    /**
     * The one choice of a whole chat completion.
     *
     * @throws IOException when there is none with a message
     */
    public static JsonNode choice(Buffer answer) throws IOException {
        JsonNode choice = JSON.readTree(answer.getBytes()).path("choices").path(0);
        if (!choice.path("message").isObject()) {
            throw new IOException("an answer without a message");
        }
        return choice;
    }

    /** {@code tree} as an answer or a part of one. */
    public static Buffer bytes(JsonNode tree) {
        return Buffer.buffer(encode(tree));
    }

    /** {@code tree} in bytes. */
    public static byte[] encode(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree is always writable", e);
        }
    }
}
