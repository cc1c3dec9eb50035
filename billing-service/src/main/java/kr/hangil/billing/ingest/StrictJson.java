package kr.hangil.billing.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** JSON to values as {@link Members} has them: one value, in UTF-8, no name twice in an object. */
final class StrictJson {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /** @throws PlatformException {@code invalid_json} */
    static @Nullable Object read(byte[] body) {
        requireUtf8(body);
        try (JsonParser parser = FACTORY.createParser(body)) {
            if (parser.nextToken() == null) {
                throw new PlatformException(ErrorCode.INVALID_JSON, "the body is empty");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new PlatformException(ErrorCode.INVALID_JSON, "the body goes on after its JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new PlatformException(
                    ErrorCode.INVALID_JSON,
                    "the body is not valid JSON at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()),
                    e);
        } catch (IOException e) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid JSON", e);
        }
    }

    /** The JSON parser lets some malformed UTF-8 through, as replacement or overlong characters. */
    private static void requireUtf8(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(Math.min(body.length, 8192));
        CoderResult result;
        do {
            result = decoder.decode(in, out.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is not UTF-8");
        }
    }

    /** The value that begins with the token {@code parser} is at. */
    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == NumberType.BIG_INTEGER
                        ? Members.OTHER_NUMBER
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> Members.OTHER_NUMBER;
            default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private static Members members(JsonParser parser) throws IOException {
        Members members = new Members();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            members.add(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> elements(JsonParser parser) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }
}
