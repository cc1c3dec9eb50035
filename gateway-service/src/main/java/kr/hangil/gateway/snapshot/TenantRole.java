package kr.hangil.gateway.snapshot;

/** What a member may do in a tenant. */
public enum TenantRole {
    /** Everything, including naming other owners. */
    OWNER,
    /** Members, projects and every key. */
    ADMIN,
    /** Reads; usage, spend and invoices are billing's. */
    BILLING,
    /** Own keys. */
    DEVELOPER,
    /** Reads. */
    VIEWER;

    /** Whether this role manages members, projects and other people's keys. */
    public boolean manages() {
        return this == OWNER || this == ADMIN;
    }

    /** Whether this role creates keys of its own. */
    public boolean createsKeys() {
        return manages() || this == DEVELOPER;
    }

    /** Whether this role may spend the tenant's money on model calls. */
    public boolean callsModels() {
        return manages() || this == DEVELOPER;
    }
}
