package kr.hangil.portal.frame;

/** The page areas of a tenant, in the order of the navigation. */
public enum Section {
    OVERVIEW(""),
    KEYS("/keys"),
    USAGE("/usage"),
    PLAYGROUND("/playground"),
    MEMBERS("/members");

    private final String suffix;

    Section(String suffix) {
        this.suffix = suffix;
    }

    /** Address of the area's page for {@code tenant}. */
    public String path(String tenant) {
        return "/t/" + tenant + suffix;
    }

    /** Stable name for tests and style sheets, for example {@code keys}. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
