package kr.hangil.stack.cli;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Steps that run side by side, each after the ones it needs. Closing gives up what still runs. */
final class Steps implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

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
        return new Step<>(threads.submit(() -> {
            for (Step<?> step : after) {
                step.get();
            }
            return work.run();
        }));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
