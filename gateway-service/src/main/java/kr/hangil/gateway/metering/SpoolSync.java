package kr.hangil.gateway.metering;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Forces what was written to the disk in a thread of its own: a disk takes milliseconds for that, and in the thread that writes
 * every request would wait for them.
 */
final class SpoolSync implements AutoCloseable {

    /** Longest time the disk may take at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long NOT_ASKED = 0;

    /** The disk under a file. */
    @FunctionalInterface
    interface Disk {
        /** Returns when all that was written to {@code file} is on it. */
        void force(FileChannel file) throws IOException;
    }

    private final Duration interval;
    private final Disk disk;
    private final Consumer<IOException> failed;
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile @Nullable FileChannel current;
    private volatile long askedAt = NOT_ASKED;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("usage-sync").daemon().unstarted(task));

    /**
     * @param interval longest time that something written waits to be forced; zero: it never waits
     * @param disk takes what was written
     * @param failed hears that the disk did not take what was written, in any thread
     */
    SpoolSync(Duration interval, Disk disk, Consumer<IOException> failed) {
        this.interval = interval;
        this.disk = disk;
        this.failed = failed;
    }

    /**
     * Sees to it that what was written to {@code file} is on the disk within the interval, for one of zero on return. One file
     * is written to at a time, until it is given to {@link #last}.
     *
     * @throws IOException for an interval of zero, when the disk does not take it
     */
    void written(FileChannel file) throws IOException {
        current = file;
        if (interval.isZero()) {
            now(file);
        } else if (due.compareAndSet(false, true)) {
            thread.schedule(this::forceCurrent, interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Returns when all that was written to {@code file} is on the disk. */
    void now(FileChannel file) throws IOException {
        disk.force(file);
    }

    /** Closes {@code file} once all that was written to it is on the disk. */
    void last(FileChannel file) {
        thread.execute(() -> {
            try (file) {
                force(file);
            } catch (IOException e) {
                failed.accept(e);
            }
        });
    }

    private void forceCurrent() {
        // In this order: what is written from here on is asked for once more.
        due.set(false);
        FileChannel file = current;
        try {
            if (file != null && file.isOpen()) {
                force(file);
            }
        } catch (IOException e) {
            failed.accept(e);
        }
    }

    private void force(FileChannel file) throws IOException {
        // Never NOT_ASKED, whatever the clock's zero is.
        askedAt = System.nanoTime() | 1;
        try {
            disk.force(file);
        } finally {
            askedAt = NOT_ASKED;
        }
    }

    /** Whether the disk has been asked for so long that too much would be lost in a power cut by now. */
    boolean isBehind() {
        long since = askedAt;
        return since != NOT_ASKED && System.nanoTime() - since > PATIENCE.toNanos();
    }

    /** Waits until all files that were given to {@link #last} are closed. */
    @Override
    public void close() throws InterruptedException {
        thread.shutdown();
        thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
