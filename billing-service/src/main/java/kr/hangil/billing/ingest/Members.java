package kr.hangil.billing.ingest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, in the order they came in. A value is a {@link String}, {@link Long} or {@link Boolean},
 * {@code Members} for an object, a {@link List} for an array, null for JSON's null, and {@link #OTHER_NUMBER}.
 *
 * <p>A list, not a map: who writes events writes their members in one order and who reads them asks in another that is
 * nearly the same, so the next one is mostly where the last one was found.
 */
final class Members {

    /** Stands for a number that is no {@code long}. */
    static final Object OTHER_NUMBER = new Object();

    private static final int EXPECTED = 24;

    private final List<String> names = new ArrayList<>(EXPECTED);
    private final List<@Nullable Object> values = new ArrayList<>(EXPECTED);
    private int next;

    /** {@code name} must not be there yet. */
    void add(String name, @Nullable Object value) {
        names.add(name);
        values.add(value);
    }

    int size() {
        return names.size();
    }

    String name(int place) {
        return names.get(place);
    }

    @Nullable
    Object value(int place) {
        return values.get(place);
    }

    /** The value of {@code name}; null where it is absent, and where it is JSON's null. */
    @Nullable
    Object value(String name) {
        int place = find(name);
        return place < 0 ? null : value(place);
    }

    /** The place of {@code name}, -1 where it is absent. */
    int find(String name) {
        int place = find(name, next, names.size());
        return place < 0 ? find(name, 0, next) : place;
    }

    private int find(String name, int from, int to) {
        for (int place = from; place < to; place++) {
            if (names.get(place).equals(name)) {
                next = place + 1;
                return place;
            }
        }
        return -1;
    }
}
