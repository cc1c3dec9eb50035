package kr.hangil.billing.database;

import io.smallrye.mutiny.Uni;

/**
 * Statements of one connection that go out together: none waits for the answer to the one before it, where its parameters
 * do not depend on it. The connection runs them in the order given; when one fails, those after it fail in its transaction.
 */
public final class Pipeline {

    private Pipeline() {}

    /** Runs {@code statements}; fails with the first failure. */
    public static Uni<Void> all(Uni<?>... statements) {
        return Uni.combine().all().unis(statements).discardItems();
    }

    /** Runs both; fails with the first failure. */
    public static <T> Uni<T> last(Uni<?> first, Uni<T> last) {
        return Uni.combine().all().unis(first, last).with((ignored, result) -> result);
    }
}
