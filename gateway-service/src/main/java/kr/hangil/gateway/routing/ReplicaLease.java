package kr.hangil.gateway.routing;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kr.hangil.contracts.HangilHeaders;
import kr.hangil.contracts.serving.LoadReport;
import kr.hangil.gateway.snapshot.Deployment;
import kr.hangil.gateway.snapshot.Replica;
import org.jspecify.annotations.Nullable;

/** One request's place at a replica; given back once, by whichever of its endings comes first. */
public final class ReplicaLease {

    private static final long MOST_PAUSE_MILLIS = 1_000;

    private final Pool pool;
    private final Demand demand;
    private final ReplicaChoice.Candidate place;
    private final AtomicBoolean ended = new AtomicBoolean();

    ReplicaLease(Pool pool, Demand demand, ReplicaChoice.Candidate place) {
        this.pool = pool;
        this.demand = demand;
        this.place = place;
    }

    public Deployment deployment() {
        return place.deployment();
    }

    public Replica replica() {
        return place.replica();
    }

    Demand demand() {
        return demand;
    }

    ReplicaState state() {
        return place.state();
    }

    /**
     * The replica answered.
     *
     * @param load what it says of itself in {@link HangilHeaders#LOAD}; null where it says nothing
     */
    public void answered(@Nullable String load) {
        place.state().answered();
        LoadReport report = load == null ? null : LoadReport.fromHeader(load);
        if (report != null) {
            place.state().heard(report, pool.now());
        }
    }

    /** Its answer is whole. */
    public void completed() {
        end(place.state()::completed);
    }

    /** The replica could not be reached or is going away. */
    public void unreachable() {
        end(() -> place.state().unreachable(pool.now()));
    }

    /** Its answer broke off, or was none. */
    public void broke() {
        end(() -> place.state().broke(pool.now()));
    }

    /**
     * The replica refused because it is full: it gets nothing for a moment.
     *
     * @param retryAfterMillis how long it wants to be left alone, as it says; not believed beyond a second
     */
    public void full(@Nullable String retryAfterMillis) {
        long longest = retryAfterMillis == null ? MOST_PAUSE_MILLIS : pause(retryAfterMillis);
        long millis = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        end(() -> place.state().full(TimeUnit.MILLISECONDS.toNanos(millis), pool.now()));
    }

    private static long pause(String millis) {
        try {
            return Math.clamp(Long.parseLong(millis.strip()), 1, MOST_PAUSE_MILLIS);
        } catch (NumberFormatException noNumber) {
            return MOST_PAUSE_MILLIS;
        }
    }

    /** The request is over in a way that says nothing of the replica. */
    public void release() {
        end(place.state()::untold);
    }

    private void end(Runnable lesson) {
        if (ended.compareAndSet(false, true)) {
            lesson.run();
            pool.left(this);
        }
    }
}
