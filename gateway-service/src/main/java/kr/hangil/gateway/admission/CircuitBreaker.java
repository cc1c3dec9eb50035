package kr.hangil.gateway.admission;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops asking what does not answer: after some failures in a row, a time-out among them, only one question in each
 * pause goes through, until one is answered.
 */
final class CircuitBreaker {

    private final Clock clock;
    private final int failures;
    private final long pauseMillis;
    private final AtomicInteger inARow = new AtomicInteger();
    private final AtomicLong nextTry = new AtomicLong();

    CircuitBreaker(Clock clock, int failures, Duration pause) {
        this.clock = clock;
        this.failures = failures;
        this.pauseMillis = pause.toMillis();
    }

    /** Whether to ask now. Who is told so reports back by {@link #succeeded()} or {@link #failed()}. */
    boolean allows() {
        if (!isOpen()) {
            return true;
        }
        long now = clock.millis();
        long next = nextTry.get();
        return now >= next && nextTry.compareAndSet(next, now + pauseMillis);
    }

    boolean isOpen() {
        return inARow.get() >= failures;
    }

    /** @return whether this closed it */
    boolean succeeded() {
        return inARow.getAndSet(0) >= failures;
    }

    /** @return whether this opened it */
    boolean failed() {
        boolean opened = inARow.incrementAndGet() == failures;
        if (opened) {
            nextTry.set(clock.millis() + pauseMillis);
        }
        return opened;
    }
}
