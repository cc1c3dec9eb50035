package kr.hangil.gateway.routing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What this gateway itself knows of one replica: how many requests it has there, and whether it failed just now. */
final class ReplicaLoad {

    private final AtomicInteger inFlight = new AtomicInteger();
    private final long restNanos;
    private volatile long failedAt;
    private volatile boolean failed;

    ReplicaLoad(Duration rest) {
        this.restNanos = rest.toNanos();
    }

    int inFlight() {
        return inFlight.get();
    }

    boolean rests(long now) {
        return failed && now - failedAt < restNanos;
    }

    void take() {
        inFlight.incrementAndGet();
    }

    void giveBack() {
        inFlight.decrementAndGet();
    }

    void failed() {
        failedAt = System.nanoTime();
        failed = true;
    }

    void answered() {
        failed = false;
    }
}
