package kr.hangil.gateway.telemetry;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the access log writes until this is closed, an entry for each turn of an event loop. */
public final class AccessEntries implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger("access");

    private final BlockingQueue<String> entries = new LinkedBlockingQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            entries.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public AccessEntries() {
        LOG.addHandler(handler);
    }

    /** Those so far that nobody took. */
    public BlockingQueue<String> queue() {
        return entries;
    }

    @Override
    public void close() {
        LOG.removeHandler(handler);
    }
}
