package kr.hangil.billing.rating;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A kind of token that has its own price. */
public enum Meter {
    /** Tokens read. */
    PROMPT,
    /** Tokens read that the prefix cache answered; without a price of their own they cost what {@link #PROMPT} costs. */
    CACHED_PROMPT,
    /** Tokens written, reasoning included. */
    COMPLETION;

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
