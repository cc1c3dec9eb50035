package kr.hangil.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.function.BooleanSupplier;

/** Sends bodies as fast as they are taken: all at once, a large one would be copied out of the heap at once. */
public final class Slices {

    private static final int BYTES = 64 << 10;

    private Slices() {}

    /**
     * Writes {@code body} to {@code to}, whose length is announced already, and ends it.
     *
     * @param stopped whether nobody wants the rest any more; then it is neither written nor ended
     */
    public static void end(WriteStream<Buffer> to, Buffer body, BooleanSupplier stopped) {
        if (body.length() > BYTES) {
            send(to, body, 0, stopped);
        } else if (!stopped.getAsBoolean()) {
            to.end(body);
        }
    }

    private static void send(WriteStream<Buffer> to, Buffer body, int from, BooleanSupplier stopped) {
        int at = from;
        while (body.length() - at > BYTES && !stopped.getAsBoolean()) {
            if (to.writeQueueFull()) {
                int next = at;
                to.drainHandler(ignored -> send(to, body, next, stopped));
                return;
            }
            to.write(body.slice(at, at + BYTES));
            at += BYTES;
        }
        to.drainHandler(null);
        if (!stopped.getAsBoolean()) {
            to.end(body.slice(at, body.length()));
        }
    }
}
