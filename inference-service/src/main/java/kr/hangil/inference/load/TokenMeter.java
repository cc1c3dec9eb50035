package kr.hangil.inference.load;

import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import kr.hangil.inference.engine.Progress;
import kr.hangil.inference.queue.BusyRate;
import kr.hangil.inference.queue.RequestQueue;
import org.jspecify.annotations.Nullable;

/** How fast tokens come: the first of an answer, and all together. Safe for use by several threads. */
@Singleton
public final class TokenMeter {

    private static final Duration MEMORY = Duration.ofSeconds(10);
    private static final long SAMPLE_MILLIS = 250;

    /** Weight of the newest time to a first token. */
    private static final double NEWEST = 0.2;

    private final Progress progress;
    private final RequestQueue queue;
    private final LongAdder written = new LongAdder();
    private final BusyRate rate = new BusyRate(MEMORY, System.nanoTime());
    private volatile @Nullable Double perSecond;
    private @Nullable Double firstTokenMillis;

    TokenMeter(Progress progress, RequestQueue queue, Vertx vertx) {
        this.progress = progress;
        this.queue = queue;
        vertx.setPeriodic(SAMPLE_MILLIS, timer -> sample());
    }

    private void sample() {
        long tokens = written.sumThenReset();
        rate.advance(System.nanoTime(), tokens > 0 || queue.occupancy().running() > 0);
        rate.add(tokens);
        perSecond = rate.perSecond();
    }

    /** The engine wrote so many more output tokens. */
    public void wrote(long tokens) {
        written.add(tokens);
        progress.moved();
    }

    /** An answer's first token came so long after the engine was asked. */
    public synchronized void firstToken(Duration after) {
        double millis = after.toNanos() / 1e6;
        Double before = firstTokenMillis;
        firstTokenMillis = before == null ? millis : before + NEWEST * (millis - before);
    }

    /** Time from asking the engine to its first token, lately; null until one was measured. */
    synchronized @Nullable Double firstTokenMillis() {
        return firstTokenMillis;
    }

    /** Output tokens per second of work, lately; null until measured. */
    @Nullable
    Double tokensPerSecond() {
        return perSecond;
    }
}
