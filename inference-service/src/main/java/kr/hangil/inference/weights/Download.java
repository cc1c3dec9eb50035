package kr.hangil.inference.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.registry.ManifestFile;

/** Pulls one file over several connections at once, segment by segment, from its start to its end. */
final class Download {

    private final RegistryClient registry;
    private final int connections;

    /** @param connections at once, >= 1 */
    Download(RegistryClient registry, int connections) {
        this.registry = registry;
        this.connections = connections;
    }

    /**
     * Pulls what {@code partial} lacks.
     *
     * @throws WeightsException.Unreachable when that was cut; what had come stays
     */
    void pull(String model, Digest version, ManifestFile file, PartialFile partial)
            throws WeightsException, IOException, InterruptedException {
        Deque<Integer> lacking = new ConcurrentLinkedDeque<>();
        for (int i = 0; i < partial.segments(); i++) {
            if (!partial.isComplete(i)) {
                lacking.add(i);
            }
        }
        RegistryClient.Source source = new RegistryClient.Source(model, version, file);
        AtomicBoolean whole = new AtomicBoolean();
        if (lacking.size() == 1 || connections == 1) {
            work(source, partial, lacking, whole);
        } else {
            workTogether(source, partial, lacking, whole);
        }
        if (whole.get()) {
            registry.downloadWhole(source, partial);
        }
    }

    /** @param whole becomes true when segments are not to be had */
    private void work(RegistryClient.Source source, PartialFile partial, Deque<Integer> lacking, AtomicBoolean whole)
            throws WeightsException, IOException, InterruptedException {
        for (Integer index = lacking.poll(); index != null; index = lacking.poll()) {
            if (!registry.download(source, partial, index)) {
                whole.set(true);
                return;
            }
        }
    }

    private void workTogether(
            RegistryClient.Source source, PartialFile partial, Deque<Integer> lacking, AtomicBoolean whole)
            throws WeightsException, IOException, InterruptedException {
        int workers = Math.min(connections, lacking.size());
        List<Future<?>> working = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                workers, Thread.ofVirtual().name("weights-pull-", 0).factory())) {
            for (int i = 0; i < workers; i++) {
                working.add(threads.submit(() -> {
                    try {
                        work(source, partial, lacking, whole);
                    } finally {
                        // After a failure nobody begins another segment; after a success there is none left.
                        lacking.clear();
                    }
                    return null;
                }));
            }
            for (Future<?> worker : working) {
                await(worker);
            }
        }
    }

    private static void await(Future<?> worker) throws WeightsException, IOException, InterruptedException {
        try {
            worker.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case WeightsException cut -> throw cut;
                case IOException broken -> throw broken;
                case null, default -> throw new IllegalStateException("pulling weights failed", e);
            }
        }
    }
}
