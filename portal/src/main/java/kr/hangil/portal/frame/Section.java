package kr.hangil.portal.frame;

/** The page areas of a tenant, in the order of the navigation. */
public enum Section {
    OVERVIEW(""),
    KEYS("/keys"),
    USAGE("/usage"),
    PLAYGROUND("/playground"),
    BUDGETS("/budgets"),
    INVOICES("/invoices"),
    MEMBERS("/members");

    private final String suffix;

    Section(String suffix) {
        this.suffix = suffix;
    }

    /** Address of the area's page for {@code tenant}. */
    public String path(String tenant) {
        return "/t/" + tenant + suffix;
    }

    /** Whether only those who look after a tenant's money may see it. */
    public boolean isAboutMoney() {
        return this == BUDGETS || this == INVOICES;
    }

    /** Stable name for tests and style sheets, for example {@code keys}. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
