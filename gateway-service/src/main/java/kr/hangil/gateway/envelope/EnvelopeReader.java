package kr.hangil.gateway.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Envelope} off a body in one pass and refuses what no engine could answer, saying where it is wrong.
 *
 * <p>Not thread-safe and used once: the fields are what the pass has seen so far.
 */
public final class EnvelopeReader {

    private static final int MAX_MODEL_LENGTH = 256;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private static final Splice NOTHING = new Splice(0, 0, "");

    private final Operation operation;
    private final byte[] body;
    private final Set<String> seen = new HashSet<>();

    private @Nullable String model;
    private boolean stream;
    private boolean usageAsked;
    private int modelStart;
    private int modelEnd;
    private int inputStart;
    private int inputBytes = -1;
    private int maxOutput;
    private int choices = 1;
    private int objectStart;
    private @Nullable Splice usageSplice;

    private EnvelopeReader(Operation operation, byte[] body) {
        this.operation = operation;
        this.body = body;
    }

    /**
     * The envelope of {@code body}.
     *
     * @throws PlatformException 400 {@code invalid_json} or {@code invalid_request} with the field at fault
     */
    public static Envelope read(Operation operation, byte[] body) {
        return new EnvelopeReader(operation, body).read();
    }

    private Envelope read() {
        try (JsonParser parser = JSON.createParser(body)) {
            readObject(parser);
        } catch (CharConversionException e) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid UTF-8", e);
        } catch (StreamConstraintsException e) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "the body is nested deeper than 200 levels", e);
        } catch (IOException e) {
            throw invalidJson(e);
        }
        if (model == null) {
            throw missing("model", "the name of a model, as listed by GET /v1/models");
        }
        if (inputBytes < 0) {
            throw missing(operation.inputField(), "what the model is to read");
        }
        Splice splice = stream ? askForUsage() : NOTHING;
        return new Envelope(
                operation,
                model,
                stream,
                stream && usageAsked,
                new Envelope.Span(splice.moved(modelStart), splice.moved(modelEnd)),
                splice.moved(inputStart),
                inputBytes,
                maxOutput == 0 ? null : (long) maxOutput * choices,
                choices,
                new Body(stream ? splice.into(body) : body));
    }

    private void readObject(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "the body must be a JSON object");
        }
        objectStart = offset(parser.currentTokenLocation());
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            readField(parser, field);
        }
        if (parser.nextToken() != null) {
            throw new PlatformException(ErrorCode.INVALID_JSON, "there is something after the end of the JSON object");
        }
    }

    private void readField(JsonParser parser, String field) throws IOException {
        switch (field) {
            case "model" -> readModel(parser, once(field));
            case "stream" -> readStream(parser, once(field));
            case "stream_options" -> readStreamOptions(parser, once(field));
            case "max_tokens", "max_completion_tokens" ->
                maxOutput = Math.max(maxOutput, positiveInteger(parser, once(field)));
            case "n" -> choices = Math.max(1, positiveInteger(parser, once(field)));
            default -> {
                if (field.equals(operation.inputField())) {
                    readInput(parser, once(field));
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    /** Two fields of one name are read differently by different parsers, so we would route what nobody serves. */
    private String once(String field) {
        if (!seen.add(field)) {
            throw PlatformException.at(ErrorCode.INVALID_REQUEST, field, "'" + field + "' is given twice");
        }
        return field;
    }

    private void readModel(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrongType(parser, field, "a string");
        }
        modelStart = offset(parser.currentTokenLocation());
        String value = parser.getText();
        modelEnd = offset(parser.currentLocation());
        if (value.isBlank() || value.length() > MAX_MODEL_LENGTH) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, field, "'model' must have 1 to " + MAX_MODEL_LENGTH + " characters");
        }
        model = value;
    }

    private void readStream(JsonParser parser, String field) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_TRUE -> {
                if (!operation.streams()) {
                    throw PlatformException.at(
                            ErrorCode.UNSUPPORTED_PARAMETER, field, operation.path() + " does not stream");
                }
                stream = true;
            }
            case VALUE_FALSE, VALUE_NULL -> stream = false;
            default -> throw wrongType(parser, field, "true or false");
        }
    }

    private void readStreamOptions(JsonParser parser, String field) throws IOException {
        int start = offset(parser.currentTokenLocation());
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            usageSplice = new Splice(start, start + "null".length(), "{\"include_usage\":true}");
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrongType(parser, field, "an object");
        }
        boolean empty = true;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            empty = false;
            String option = parser.currentName();
            parser.nextToken();
            if (option.equals("include_usage")) {
                readIncludeUsage(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (usageSplice == null) {
            usageSplice = new Splice(start + 1, start + 1, "\"include_usage\":true" + (empty ? "" : ","));
        }
    }

    private void readIncludeUsage(JsonParser parser) throws IOException {
        String path = once("stream_options.include_usage");
        int start = offset(parser.currentTokenLocation());
        usageAsked = switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw wrongType(parser, path, "true or false");
        };
        usageSplice = new Splice(start, start + parser.getTextLength(), "true");
    }

    private void readInput(JsonParser parser, String field) throws IOException {
        inputStart = offset(parser.currentTokenLocation());
        if (operation.readsMessages()) {
            readMessages(parser, field);
        } else {
            readText(parser, field);
        }
        inputBytes = Math.max(2, offset(parser.currentLocation()) - inputStart);
    }

    private void readMessages(JsonParser parser, String field) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrongType(parser, field, "an array of messages");
        }
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String path = field + "[" + index++ + "]";
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw wrongType(parser, path, "an object with 'role' and 'content'");
            }
            readMessage(parser, path);
        }
        if (index == 0) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, field, "'messages' is empty: at least one message is expected");
        }
    }

    private void readMessage(JsonParser parser, String path) throws IOException {
        boolean role = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "role" -> {
                    if (parser.currentToken() != JsonToken.VALUE_STRING) {
                        throw wrongType(parser, path + ".role", "a string such as 'user'");
                    }
                    role = true;
                }
                case "content" -> {
                    JsonToken token = parser.currentToken();
                    if (!EnumSet.of(JsonToken.VALUE_STRING, JsonToken.START_ARRAY, JsonToken.VALUE_NULL)
                            .contains(token)) {
                        throw wrongType(parser, path + ".content", "a string or an array of parts");
                    }
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
        if (!role) {
            throw missing(path + ".role", "one of system, developer, user, assistant and tool");
        }
    }

    private void readText(JsonParser parser, String field) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> {
                if (parser.getTextLength() == 0) {
                    throw PlatformException.at(ErrorCode.INVALID_REQUEST, field, "'" + field + "' is empty");
                }
            }
            case START_ARRAY -> {
                int depth = parser.getParsingContext().getNestingDepth();
                if (parser.nextToken() == JsonToken.END_ARRAY) {
                    throw PlatformException.at(ErrorCode.INVALID_REQUEST, field, "'" + field + "' is an empty array");
                }
                while (!(parser.currentToken() == JsonToken.END_ARRAY
                        && parser.getParsingContext().getNestingDepth() < depth)) {
                    parser.nextToken();
                }
            }
            default -> throw wrongType(parser, field, "a string or an array");
        }
    }

    /** The number, or 0 for null. */
    private static int positiveInteger(JsonParser parser, String field) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw wrongType(parser, field, "a whole number");
        }
        if (parser.getNumberType() != JsonParser.NumberType.INT || parser.getIntValue() < 1) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, field, "'" + field + "' must be between 1 and " + Integer.MAX_VALUE);
        }
        return parser.getIntValue();
    }

    private Splice askForUsage() {
        return usageSplice != null
                ? usageSplice
                : new Splice(objectStart + 1, objectStart + 1, "\"stream_options\":{\"include_usage\":true},");
    }

    private static int offset(JsonLocation location) {
        return Math.toIntExact(location.getByteOffset());
    }

    private static PlatformException invalidJson(IOException e) {
        String where = "";
        if (e instanceof com.fasterxml.jackson.core.JsonProcessingException json && json.getLocation() != null) {
            where = " at byte " + json.getLocation().getByteOffset() + " (line "
                    + json.getLocation().getLineNr() + ")";
            String message = json.getOriginalMessage();
            if (message != null && message.contains("UTF-8")) {
                return new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid UTF-8" + where, e);
            }
        }
        return new PlatformException(ErrorCode.INVALID_JSON, "the body is not valid JSON" + where, e);
    }

    private static PlatformException missing(String field, String expected) {
        return PlatformException.at(
                ErrorCode.INVALID_REQUEST, field, "'" + field + "' is missing: expected " + expected);
    }

    private static PlatformException wrongType(JsonParser parser, String field, String expected) {
        String found = switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            default -> parser.currentToken().name().toLowerCase(Locale.ROOT).replace("value_", "");
        };
        return PlatformException.at(
                ErrorCode.INVALID_REQUEST, field, "'" + field + "' must be " + expected + ", not " + found);
    }
}
