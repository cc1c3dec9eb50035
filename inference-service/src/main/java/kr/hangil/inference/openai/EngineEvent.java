package kr.hangil.inference.openai;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * One event of an engine's stream.
 *
 * @param bytes all of it, the closing empty line included
 */
record EngineEvent(Buffer bytes) {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "data: [DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR_IN_DATA = "data: {\"error\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR_EVENT = "error:".getBytes(StandardCharsets.US_ASCII);

    /** The clean end. */
    boolean isDone() {
        return startsWith(DONE);
    }

    /** The engine's word that it cannot go on. */
    boolean isError() {
        return startsWith(ERROR_IN_DATA) || startsWith(ERROR_EVENT);
    }

    /** Carries JSON; others are comments. */
    boolean isData() {
        return startsWith(DATA);
    }

    /** The JSON of a data event, or of an error event. */
    Buffer payload() {
        int from = startsWith(ERROR_EVENT) ? ERROR_EVENT.length : DATA.length;
        return bytes.getBuffer(from, bytes.length());
    }

    private boolean startsWith(byte[] prefix) {
        if (bytes.length() < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes.getByte(i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
