package kr.hangil.stack.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Steps that run side by side, each after the ones it needs. The first failure is the failure of all. */
final class Steps implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private CompletableFuture<Void> all = CompletableFuture.completedFuture(null);

    /** Work whose result is that it was done. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Work with a result. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    Step<Boolean> run(Action action, Step<?>... after) {
        return submit(
                () -> {
                    action.run();
                    return true;
                },
                List.of(after));
    }

    <T> Step<T> run(Work<T> work) {
        return submit(work, List.of());
    }

    private <T> Step<T> submit(Work<T> work, List<Step<?>> after) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                for (Step<?> step : after) {
                    step.get();
                }
                result.complete(work.run());
            } catch (Exception e) {
                failure.completeExceptionally(e);
                result.completeExceptionally(e);
            }
        });
        all = CompletableFuture.allOf(all, result);
        return new Step<>(result);
    }

    /**
     * Waits until every step is done or one has failed.
     *
     * @throws IllegalStateException with the reason of the first failure
     */
    void await() throws InterruptedException {
        Step.result(CompletableFuture.anyOf(all, failure));
    }

    /** Gives up what still runs. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
