package kr.hangil.inference.engine;

import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * When the engine last did anything: a token passed, one of its counters moved, or nothing was asked of it. Safe for use by
 * several threads.
 */
@Singleton
public final class Progress {

    private volatile long last = System.nanoTime();

    /** It just did, or has nothing to do. */
    public void moved() {
        last = System.nanoTime();
    }

    /** How long it has had work and done nothing. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - last);
    }
}
