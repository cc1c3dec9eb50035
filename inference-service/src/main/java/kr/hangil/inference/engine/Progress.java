package kr.hangil.inference.engine;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the engine last did anything: a token passed, one of its counters moved, or nothing was asked of it. Safe for use by
 * several threads.
 */
@Singleton
public final class Progress {

    private final LongSupplier nanos;
    private volatile long last;

    public Progress() {
        this(System::nanoTime);
    }

    /** @param nanos a clock that only goes forward */
    public Progress(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** It just did, or has nothing to do. */
    public void moved() {
        last = nanos.getAsLong();
    }

    /** How long it has had work and done nothing. */
    public Duration silence() {
        return Duration.ofNanos(nanos.getAsLong() - last);
    }
}
