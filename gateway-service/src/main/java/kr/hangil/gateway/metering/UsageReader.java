package kr.hangil.gateway.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the {@code usage} object in an answer or a chunk, reading past everything else. */
public final class UsageReader {

    private static final JsonFactory JSON = new JsonFactory();

    private UsageReader() {}

    /**
     * What a JSON document says.
     *
     * @param counts the engine's own numbers; null when it gave none (absent or null is not zero)
     * @param choices number of elements of {@code choices}; -1 when there is no such array
     * @param failed whether it holds an {@code error}, whatever its status says
     */
    public record Reading(@Nullable TokenCounts counts, int choices, boolean failed) {}

    /**
     * Reads {@code length} bytes of {@code json} from {@code offset}.
     *
     * @throws IOException when they are not JSON
     */
    public static Reading read(byte[] json, int offset, int length) throws IOException {
        TokenCounts counts = null;
        int choices = -1;
        boolean failed = false;
        try (JsonParser parser = JSON.createParser(json, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("usage") && value == JsonToken.START_OBJECT) {
                    counts = readUsage(parser);
                } else if (field.equals("choices") && value == JsonToken.START_ARRAY) {
                    choices = 0;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        parser.skipChildren();
                        choices++;
                    }
                } else {
                    failed |= field.equals("error") && value != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                }
            }
        }
        return new Reading(counts, choices, failed);
    }

    private static TokenCounts readUsage(JsonParser parser) throws IOException {
        long prompt = 0;
        long completion = 0;
        long cached = 0;
        long reasoning = 0;
        long total = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "prompt_tokens" -> prompt = count(parser);
                case "completion_tokens" -> completion = count(parser);
                case "total_tokens" -> total = count(parser);
                case "prompt_tokens_details" -> cached = detail(parser, value, "cached_tokens");
                case "completion_tokens_details" -> reasoning = detail(parser, value, "reasoning_tokens");
                default -> parser.skipChildren();
            }
        }
        if (prompt == 0 && completion == 0) {
            // Engines that only read, such as rerankers, often report the sum alone.
            prompt = total;
        }
        return new TokenCounts(prompt, cached, completion, reasoning, false);
    }

    private static long detail(JsonParser parser, JsonToken value, String name) throws IOException {
        long found = 0;
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return found;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals(name)) {
                found = count(parser);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static long count(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return Math.max(0, parser.getLongValue());
        }
        parser.skipChildren();
        return 0;
    }
}
