package kr.hangil.inference.queue;

import java.util.Locale;
import java.util.Optional;

/** Who goes first where both wait; neither ever waits for the other without end. */
public enum Priority {
    /** Somebody looks at the answer as it comes. */
    INTERACTIVE,
    /** Nobody waits for it. */
    BATCH;

    /** The priority of that lower-case name. */
    public static Optional<Priority> named(String name) {
        for (Priority priority : values()) {
            if (priority.wire().equals(name)) {
                return Optional.of(priority);
            }
        }
        return Optional.empty();
    }

    /** Its name in the header {@code x-hangil-priority}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
