package kr.hangil.billing.usage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What sums can be split by. */
enum GroupBy {
    MODEL("model"),
    KEY("key_id"),
    PROJECT("project"),
    REGION("region"),
    /** Whose terms an invoice of the month applies, by its id; none where nothing was agreed for it. */
    CONTRACT("contract");

    private final String column;

    GroupBy(String column) {
        this.column = column;
    }

    static Optional<GroupBy> of(String wireName) {
        return Arrays.stream(values())
                .filter(group -> group.wireName().equals(wireName))
                .findFirst();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its column among what is summed. */
    String column() {
        return column;
    }
}
