package kr.hangil.billing.ingest;

import java.util.Comparator;
import kr.hangil.contracts.usage.UsageEvent;

/** What makes an event the same event. */
record EventIdentity(String tenant, String source, String id) implements Comparable<EventIdentity> {

    private static final Comparator<EventIdentity> ORDER = Comparator.comparing(EventIdentity::tenant)
            .thenComparing(EventIdentity::source)
            .thenComparing(EventIdentity::id);

    static EventIdentity of(UsageEvent event) {
        return new EventIdentity(event.subject(), event.source(), event.id());
    }

    @Override
    public int compareTo(EventIdentity other) {
        return ORDER.compare(this, other);
    }
}
