package kr.hangil.billing.rating;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A kind of usage that has its own price. Rating, invoices and statements have them in this order. */
public enum Meter {
    /** Tokens read. */
    PROMPT(Unit.TOKEN, false),
    /** Tokens read that the prefix cache answered; without a price of their own they cost what {@link #PROMPT} costs. */
    CACHED_PROMPT(Unit.TOKEN, true),
    /** Tokens written; those of {@link #REASONING} are among them unless they have a price of their own. */
    COMPLETION(Unit.TOKEN, false),
    /** Tokens written that were reasoning; without a price of their own they cost what {@link #COMPLETION} costs. */
    REASONING(Unit.TOKEN, true),
    /** A fee for each event that used anything, beside what it used; without a price there is none. */
    REQUEST(Unit.REQUEST, true),
    /** Images read or made. */
    IMAGE(Unit.IMAGE, false),
    /** Seconds of sound heard or spoken. */
    SECOND(Unit.SECOND, false);

    private final Unit unit;
    private final boolean optional;

    Meter(Unit unit, boolean optional) {
        this.unit = unit;
        this.optional = optional;
    }

    /** What it counts. */
    public Unit unit() {
        return unit;
    }

    /** Whether usage is rated without a price for it: as part of another meter, or as no fee. */
    public boolean isOptional() {
        return optional;
    }

    /** The name on the wire and in the database, in lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The meter of this name.
     *
     * @throws IllegalArgumentException naming the meters there are
     */
    @JsonCreator
    public static Meter of(String wireName) {
        return Arrays.stream(values())
                .filter(meter -> meter.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown meter '" + wireName + "', known: "
                        + Arrays.stream(values()).map(Meter::wireName).collect(Collectors.joining(", "))));
    }
}
