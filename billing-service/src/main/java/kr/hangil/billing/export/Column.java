package kr.hangil.billing.export;

/**
 * A column of a table.
 *
 * @param name what the file calls it
 * @param type what its cells are
 */
public record Column(String name, Type type) {

    public static Column text(String name) {
        return new Column(name, Type.TEXT);
    }

    public static Column whole(String name) {
        return new Column(name, Type.WHOLE);
    }

    public static Column exact(String name) {
        return new Column(name, Type.EXACT);
    }

    public static Column instant(String name) {
        return new Column(name, Type.INSTANT);
    }

    /** What a cell holds; each may be null. */
    public enum Type {
        /** A {@code String}. */
        TEXT,
        /** A {@code Long}. */
        WHOLE,
        /** A {@code BigDecimal} of at most {@value Table#SCALE} decimals. */
        EXACT,
        /** An {@code Instant}, to the microsecond. */
        INSTANT
    }
}
