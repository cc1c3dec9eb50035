package kr.hangil.inference.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.inference.engine.EngineConfig;
import kr.hangil.platform.error.PlatformException;

/** Counts what is inside and refuses what would not fit: engine slots plus the queue's length. */
@Singleton
public final class RequestQueue {

    private final int capacity;
    private final QueueConfig config;
    private final AtomicInteger inside = new AtomicInteger();

    RequestQueue(EngineConfig engine, QueueConfig config, MeterRegistry meters) {
        this.capacity = engine.slots() + config.length();
        this.config = config;
        Gauge.builder("hangil.inference.requests.inside", inside::get)
                .description("requests that have an engine slot or wait for one")
                .register(meters);
        Gauge.builder("hangil.inference.requests.capacity", () -> capacity)
                .description("most requests inside at once")
                .register(meters);
    }

    /**
     * Takes {@code weight} places.
     *
     * @param weight answers that the request asks for, >= 1
     * @throws PlatformException {@link ErrorCode#QUEUE_FULL} when they are not free
     */
    public Place enter(int weight) {
        while (true) {
            int now = inside.get();
            if (now + weight > capacity) {
                throw PlatformException.retryable(
                        ErrorCode.QUEUE_FULL,
                        "the queue is full: " + now + " of " + capacity + " places are taken",
                        config.retryAfter());
            }
            if (inside.compareAndSet(now, now + weight)) {
                return new Place(weight);
            }
        }
    }

    /** Requests inside now, counted by the answers they asked for. */
    public int inside() {
        return inside.get();
    }

    /** Most requests inside at once. */
    public int capacity() {
        return capacity;
    }

    /** Places in the queue, until they are left. */
    public final class Place {

        private final int weight;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(int weight) {
            this.weight = weight;
        }

        /** Frees the places; does nothing when repeated. */
        public void leave() {
            if (left.compareAndSet(false, true)) {
                inside.addAndGet(-weight);
            }
        }
    }
}
