package kr.hangil.gateway.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in JSON: {@code {"head":…,"keys":[…]}}. Keys are read and written one by one, so that a large snapshot
 * never is in memory twice.
 *
 * <p>Forgiving towards fields a newer gateway wrote: a file must survive going back a version.
 */
@ApplicationScoped
class SnapshotFormat {

    private static final String HEAD = "head";
    private static final String KEYS = "keys";

    private final ObjectMapper mapper;
    private final ObjectReader head;
    private final ObjectReader key;

    SnapshotFormat(ObjectMapper mapper) {
        this.mapper = mapper;
        this.head = mapper.readerFor(SnapshotHead.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.key = mapper.readerFor(KeyRow.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** @throws IOException where {@code json} is no such head */
    SnapshotHead head(String json) throws IOException {
        return head.readValue(json);
    }

    /** @throws IOException where {@code json} is no array of keys */
    void keys(String json, Consumer<KeyRow> each) throws IOException {
        try (JsonParser parser = mapper.createParser(json)) {
            parser.nextToken();
            keys(parser, each);
        }
    }

    /** @throws IOException where the bytes are no snapshot */
    Snapshot read(InputStream in) throws IOException {
        KeyTable table = KeyTable.anew(Map.of());
        @Nullable SnapshotHead found = null;
        try (JsonParser parser = mapper.createParser(in)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                switch (name) {
                    case HEAD -> found = head.readValue(parser);
                    case KEYS -> keys(parser, table::put);
                    default -> parser.skipChildren();
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("what is said of a key cannot be: " + e.getMessage(), e);
        }
        if (found == null) {
            throw new IOException("no '" + HEAD + "' in what should be a snapshot");
        }
        return found.with(table.keys());
    }

    void write(Snapshot snapshot, OutputStream out) throws IOException {
        try (JsonGenerator json = mapper.createGenerator(out)) {
            json.writeStartObject();
            json.writePOJOField(HEAD, SnapshotHead.of(snapshot));
            json.writeArrayFieldStart(KEYS);
            for (ApiKeyEntry entry : snapshot.keys().values()) {
                json.writePOJO(KeyRow.of(entry));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void keys(JsonParser parser, Consumer<KeyRow> each) throws IOException {
        require(parser.currentToken() == JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            each.accept(key.readValue(parser));
        }
    }

    private static void require(boolean expected) throws IOException {
        if (!expected) {
            throw new IOException("this is no snapshot");
        }
    }
}
