package kr.hangil.inference.openai;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Cuts a stream of server-sent events into whole events, however its chunks fall. */
final class EventSplitter {

    /** An event longer than this is no event; logprobs of one token need a few KiB. */
    private static final int LARGEST_EVENT = 4 << 20;

    private Buffer held = Buffer.buffer();

    /**
     * Hands out the events that {@code chunk} completes, each with the empty line that ends it.
     *
     * @throws IllegalStateException when an event does not end within 4 MiB
     */
    void feed(Buffer chunk, Consumer<Buffer> events) {
        Buffer all = held.length() == 0 ? chunk : held.appendBuffer(chunk);
        int start = 0;
        for (int i = 0; i < all.length(); i++) {
            if (all.getByte(i) == '\n' && endsEvent(all, start, i)) {
                events.accept(all.slice(start, i + 1));
                start = i + 1;
            }
        }
        held = start == all.length() ? Buffer.buffer() : all.getBuffer(start, all.length());
        if (held.length() > LARGEST_EVENT) {
            throw new IllegalStateException("an event of the engine does not end");
        }
    }

    /** Bytes of an event that has not ended. */
    int pending() {
        return held.length();
    }

    /** Whether the line break at {@code end} closes an empty line. */
    private static boolean endsEvent(Buffer all, int start, int end) {
        if (end == start) {
            return true;
        }
        byte before = all.getByte(end - 1);
        return before == '\n' || (before == '\r' && (end - 1 == start || all.getByte(end - 2) == '\n'));
    }
}
