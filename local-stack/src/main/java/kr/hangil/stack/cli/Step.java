package kr.hangil.stack.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Something that was begun and may have ended. */
final class Step<T> {

    private final CompletableFuture<T> future;

    Step(CompletableFuture<T> future) {
        this.future = future;
    }

    /**
     * Waits for the result.
     *
     * @throws IllegalStateException when the step failed, with the reason it gave
     */
    T get() throws InterruptedException {
        return result(future);
    }

    /** Waits for a future and says in plain words why it failed. */
    static <T> T result(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof InterruptedException) {
                throw new InterruptedException(cause.getMessage());
            }
            String reason = cause.getMessage();
            throw new IllegalStateException(reason == null ? cause.toString() : reason, cause);
        }
    }
}
