package kr.hangil.billing.ingest;

import java.util.Arrays;
import kr.hangil.contracts.usage.UsageEvent;

/** An event that may be booked: well-formed and inside the window. */
final class Candidate {

    private final int index;
    private final UsageEvent event;
    private final EventIdentity identity;
    private final byte[] fingerprint;

    Candidate(int index, UsageEvent event) {
        this.index = index;
        this.event = event;
        this.identity = EventIdentity.of(event);
        this.fingerprint = Fingerprint.of(event);
    }

    /** Position in the batch. */
    int index() {
        return index;
    }

    UsageEvent event() {
        return event;
    }

    EventIdentity identity() {
        return identity;
    }

    byte[] fingerprint() {
        return fingerprint;
    }

    boolean hasFingerprint(byte[] other) {
        return Arrays.equals(fingerprint, other);
    }
}
