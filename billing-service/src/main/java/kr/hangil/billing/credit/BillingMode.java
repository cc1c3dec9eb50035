package kr.hangil.billing.credit;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a credited tenant may spend. */
public enum BillingMode {
    /** Its credit and no more. */
    PREPAID,
    /** Its credit first, and then whatever its budgets allow. */
    POSTPAID;

    /** The name on the wire and in the database. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the modes there are */
    @JsonCreator
    public static BillingMode of(String wireName) {
        return switch (wireName) {
            case "prepaid" -> PREPAID;
            case "postpaid" -> POSTPAID;
            default -> throw new IllegalArgumentException("unknown mode '" + wireName + "', known: prepaid, postpaid");
        };
    }
}
