package kr.hangil.gateway.telemetry;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is written to one category of the log until this is closed; to {@code access} an entry for each turn of an event loop. */
public final class LogEntries implements AutoCloseable {

    private final Logger log;
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

    /** @param category with all below it; empty for all there are */
    public LogEntries(String category) {
        log = Logger.getLogger(category);
        log.addHandler(handler);
    }

    /** Those so far that nobody took. */
    public BlockingQueue<String> queue() {
        return entries;
    }

    @Override
    public void close() {
        log.removeHandler(handler);
    }
}
