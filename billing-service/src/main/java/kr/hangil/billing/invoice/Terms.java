package kr.hangil.billing.invoice;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a month's usage costs something else than it was charged at. */
public enum Terms {
    /** By how much was used in the month. */
    TIERS,
    /** By what the tenant's contract puts in the place of the listed price. */
    CONTRACT_PRICE;

    @JsonValue
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Terms of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
