package kr.hangil.billing.rating;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a meter counts. Quantities are whole units. */
public enum Unit {
    TOKEN,
    REQUEST,
    IMAGE,
    /**
     * Of sound heard or spoken. A price is for 1, 10, … 1,000,000 seconds and never for a minute: a sixtieth has no end as a
     * decimal, so that sums would depend on how usage was cut into events.
     */
    SECOND;

    /** The name on the wire, in lower case. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
