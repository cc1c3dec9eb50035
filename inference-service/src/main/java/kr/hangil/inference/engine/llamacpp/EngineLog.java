package kr.hangil.inference.engine.llamacpp;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.logging.Logger;

/** Takes over what llama-server prints into this service's log, and remembers the end of it for when it dies. */
final class EngineLog {

    private static final Logger LOG = Logger.getLogger(EngineLog.class);
    private static final int REMEMBERED = 5;

    private final Deque<String> last = new ArrayDeque<>();

    void follow(Process process) {
        Thread.ofVirtual().name("engine-log").start(() -> read(process));
    }

    private void read(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                remember(line);
                LOG.debug(line);
            }
        } catch (IOException e) {
            LOG.debug("the engine's output ended", e);
        }
    }

    private synchronized void remember(String line) {
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(line);
    }

    /** The last lines it printed, to be put behind a sentence; empty when it printed none. */
    synchronized String lastWords() {
        return last.isEmpty() ? "" : "; it said: " + String.join(" | ", last);
    }
}
