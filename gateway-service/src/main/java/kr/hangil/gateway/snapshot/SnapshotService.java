package kr.hangil.gateway.snapshot;

import jakarta.enterprise.context.ApplicationScoped;

/** Holds the current {@link Snapshot}. Reading it is one volatile read. */
@ApplicationScoped
public class SnapshotService {

    private volatile Snapshot current = Snapshot.EMPTY;

    /** The last good snapshot, {@link Snapshot#EMPTY} until one was loaded. */
    public Snapshot current() {
        return current;
    }
}
