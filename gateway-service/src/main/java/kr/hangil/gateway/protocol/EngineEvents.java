package kr.hangil.gateway.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events, as pods send them and as clients of typed events get them. */
public final class EngineEvents {

    private static final String DATA = "data:";

    private EngineEvents() {}

    /**
     * The JSON of each data event, in order; comments are left out.
     *
     * @param events whole events
     * @throws IOException when one is not a JSON object
     */
    public static List<ObjectNode> read(Buffer events) throws IOException {
        List<ObjectNode> read = new ArrayList<>();
        for (String line : events.toString(StandardCharsets.UTF_8).split("\r?\n")) {
            if (line.startsWith(DATA)) {
                JsonNode json = RequestTree.JSON.readTree(line.substring(DATA.length()));
                if (!(json instanceof ObjectNode object)) {
                    throw new IOException("an event of the engine is no JSON object");
                }
                read.add(object);
            }
        }
        return read;
    }

    /** Appends an event whose name is its own {@code type}. */
    public static void append(Buffer events, ObjectNode event) {
        events.appendString("event: ").appendString(event.path("type").asText()).appendString("\ndata: ");
        events.appendBuffer(RequestTree.bytes(event)).appendString("\n\n");
    }
}
