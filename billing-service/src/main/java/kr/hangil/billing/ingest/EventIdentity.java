package kr.hangil.billing.ingest;

import kr.hangil.contracts.usage.UsageEvent;

/** What makes an event the same event. */
record EventIdentity(String tenant, String source, String id) implements Comparable<EventIdentity> {

    static EventIdentity of(UsageEvent event) {
        return new EventIdentity(event.subject(), event.source(), event.id());
    }

    @Override
    public int compareTo(EventIdentity other) {
        // Written out: a batch compares thousands of them, nearly always by id.
        int byTenant = tenant.compareTo(other.tenant);
        if (byTenant != 0) {
            return byTenant;
        }
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : id.compareTo(other.id);
    }
}
