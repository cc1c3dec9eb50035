package kr.hangil.billing.ingest;

import java.util.Comparator;
import kr.hangil.contracts.usage.UsageEvent;

/**
 * An event that may be booked: well-formed and inside the window.
 *
 * @param index position in the batch
 * @param event as it was sent
 * @param identity what makes it the same event
 * @param fingerprint what makes it the same content
 */
record Candidate(int index, UsageEvent event, EventIdentity identity, Fingerprint fingerprint) {

    static final Comparator<Candidate> BY_IDENTITY = Comparator.comparing(Candidate::identity);

    static Candidate of(int index, UsageEvent event) {
        return new Candidate(index, event, EventIdentity.of(event), Fingerprint.of(event));
    }
}
