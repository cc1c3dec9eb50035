package kr.hangil.gateway.routing;

import java.util.concurrent.atomic.AtomicBoolean;
import kr.hangil.gateway.snapshot.Replica;

/** One request's place at a replica; given back once, however often it is asked. */
public final class ReplicaLease {

    private final Replica replica;
    private final ReplicaLoad load;
    private final AtomicBoolean released = new AtomicBoolean();

    ReplicaLease(Replica replica, ReplicaLoad load) {
        this.replica = replica;
        this.load = load;
    }

    ReplicaLease take() {
        load.take();
        return this;
    }

    ReplicaLoad load() {
        return load;
    }

    public Replica replica() {
        return replica;
    }

    /** The replica could not be reached or is going away: others are preferred for a moment. */
    public void failed() {
        load.failed();
        release();
    }

    /** The replica answered. */
    public void answered() {
        load.answered();
    }

    public void release() {
        if (released.compareAndSet(false, true)) {
            load.giveBack();
        }
    }
}
