package kr.hangil.gateway.admission;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right of one request to be charged, or to be a free repeat.
 *
 * @param of id of the request that was charged already; null where this one is
 * @param end told once whether the request was charged
 */
record Repeat(@Nullable String of, Consumer<Boolean> end) {

    /** A request without a key. */
    static final Repeat NONE = new Repeat(null, charged -> {});

    boolean isFree() {
        return of != null;
    }
}
