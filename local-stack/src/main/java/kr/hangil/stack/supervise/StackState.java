package kr.hangil.stack.supervise;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kr.hangil.stack.secrets.PrivateFile;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor tells other commands, in {@code .hangil/state.json}.
 *
 * @param phase where the stack is
 * @param message why it failed; null otherwise
 * @param supervisor the supervisor itself
 * @param processes its processes in the order they were started
 * @param urls addresses by service
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StackState(
        Phase phase, @Nullable String message, ProcessId supervisor, List<Entry> processes, Map<String, String> urls) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public StackState {
        processes = List.copyOf(processes);
        urls = Map.copyOf(urls);
    }

    /** Where a stack is. */
    public enum Phase {
        /** Not everything answers yet. */
        STARTING,
        /** Everything answered, and what dies is started again. */
        UP,
        /** Processes are being ended. */
        STOPPING,
        /** The start failed; nothing runs. */
        FAILED
    }

    /**
     * A process that cannot be mistaken for a later one with the same number.
     *
     * @param pid process number
     * @param startedAt milliseconds since 1970, as the operating system tells it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ProcessId(long pid, long startedAt) {

        /** Returns the identity of a running process. */
        public static ProcessId of(ProcessHandle handle) {
            return new ProcessId(handle.pid(), startMillis(handle));
        }

        /** Returns the process when it still runs, and not another one that got its number. */
        public Optional<ProcessHandle> find() {
            return ProcessHandle.of(pid).filter(handle -> startMillis(handle) == startedAt && handle.isAlive());
        }

        private static long startMillis(ProcessHandle handle) {
            return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }
    }

    /**
     * One process of the stack.
     *
     * @param name component
     * @param process its identity
     * @param ready whether it has answered since its start
     * @param restarts how often it was started again
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Entry(String name, ProcessId process, boolean ready, int restarts) {}

    /** Reads the state; empty when there is none or it is unreadable. */
    public static Optional<StackState> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readAllBytes(file), StackState.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Replaces the state. */
    public void write(Path file) throws IOException {
        PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this));
    }
}
