package kr.hangil.gateway.routing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import kr.hangil.gateway.snapshot.Replica;
import kr.hangil.platform.error.PlatformException;

/** A request's wish for a replica: granted at once, later, or refused. */
public final class Ticket {

    private final Pool pool;
    private final Demand demand;
    private final Set<Replica> tried;
    private final long since;
    private final long giveUpAt;
    private final Promise<ReplicaLease> lease = Promise.promise();

    Ticket(Pool pool, Demand demand, Set<Replica> tried, long since, long giveUpAt) {
        this.pool = pool;
        this.demand = demand;
        this.tried = tried;
        this.since = since;
        this.giveUpAt = giveUpAt;
    }

    /**
     * The place at a replica; fails with {@link PlatformException} 503 {@code no_replica} or 429 {@code queue_full}. It may
     * complete on any thread.
     */
    public Future<ReplicaLease> lease() {
        return lease.future();
    }

    /** The request is over; a place that was granted meanwhile is given back. */
    public void cancel() {
        pool.forget(this);
        lease.future().onSuccess(ReplicaLease::release);
    }

    Demand demand() {
        return demand;
    }

    Set<Replica> tried() {
        return tried;
    }

    /** Nanoseconds of {@link System#nanoTime()} when it came. */
    long since() {
        return since;
    }

    boolean isTooLate(long now) {
        return now - giveUpAt >= 0;
    }

    /** Interactive, or batch that has waited for half of its patience: nothing waits for ever behind what is urgent. */
    boolean isUrgent(long now) {
        return demand.priority() == Priority.INTERACTIVE || now - since >= (giveUpAt - since) / 2;
    }

    void grant(ReplicaLease granted) {
        lease.complete(granted);
    }

    void refuse(PlatformException refusal) {
        lease.fail(refusal);
    }
}
