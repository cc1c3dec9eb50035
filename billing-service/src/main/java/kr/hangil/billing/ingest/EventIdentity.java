package kr.hangil.billing.ingest;

import kr.hangil.contracts.usage.UsageEvent;

/** What makes an event the same event. */
record EventIdentity(String tenant, String source, String id) implements Comparable<EventIdentity> {

    static EventIdentity of(UsageEvent event) {
        return new EventIdentity(event.subject(), event.source(), event.id());
    }

    /** In the order of the index that makes it unique, and nearly always decided by the id. */
    @Override
    public int compareTo(EventIdentity other) {
        int byId = id.compareTo(other.id);
        if (byId != 0) {
            return byId;
        }
        int bySource = source.compareTo(other.source);
        return bySource != 0 ? bySource : tenant.compareTo(other.tenant);
    }

    /** Multiplied apart: in a record's own sum a digit of the tenant stands for one of the id, so that many share a hash. */
    @Override
    public int hashCode() {
        return (id.hashCode() * 0x9E3779B1 + source.hashCode()) * 0x85EBCA77 + tenant.hashCode();
    }
}
