package kr.hangil.gateway.metering;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.gateway.eventloop.EndOfTurn;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The durable list of what was dispatched and what it used, written by one thread.
 *
 * <p>Many requests' records go out in one write: an event loop hands over those of one turn together, and hears of them
 * together, so that the writer interrupts it once and not for each. A segment that closes hands its open requests to the next one, so that
 * a closed segment can be deleted as soon as billing has answered for the events in it.
 *
 * <p>On a full disk nothing begins any more, and what is under way ends in room that was kept for that.
 */
@Singleton
public class UsageSpool {

    private static final Logger LOG = Logger.getLogger(UsageSpool.class);
    private static final int MAX_WRITE = 512;
    private static final int MOST_AT_HAND = 1 << 18;
    private static final long HOUSEKEEPING_MILLIS = 200;
    private static final String REFUSED = "the usage spool cannot be written";

    private final MeteringConfig config;
    private final ObjectMapper json;
    private final SpoolFolder folder;
    private final BlockingQueue<Turn> queue;
    private final AtomicInteger waiting = new AtomicInteger();
    private final EndOfTurn<Entry> turns;
    private final Map<String, byte[]> open = new LinkedHashMap<>();

    /** Where lines are put together, outside of the heap: from there they would be copied once more. */
    private final ByteBuffer atHand = ByteBuffer.allocateDirect(MOST_AT_HAND);

    /** Requests in {@link #open} whose end the disk refused. */
    private final Set<String> unended = new LinkedHashSet<>();

    private final SpoolSync sync;
    private final Thread writer;

    private FileChannel channel;
    private long segment;
    private long length;
    private long segmentSince;
    private volatile SpoolFolder.Cursor written;
    private volatile boolean broken;
    private volatile boolean closing;

    private record Entry(SpoolRecord.Kind kind, String id, byte[] line, Promise<Void> done) {}

    /** Something that needs room on the disk, and can be done again where there was none. */
    private interface Write {
        void run() throws IOException;
    }

    /**
     * What one event loop has to write down at the end of its turn.
     *
     * @param context where its records complete; null where they are no event loop's
     */
    private record Turn(@Nullable Context context, List<Entry> entries) {}

    /**
     * Opens the spool and ends what a killed process left open in it by what was last said of it. It admits nothing until the
     * disk has room.
     *
     * @throws UncheckedIOException when the folder cannot be written or belongs to another process
     */
    @Inject
    UsageSpool(MeteringConfig config, ObjectMapper json) {
        this(config, json, file -> file.force(false));
    }

    UsageSpool(MeteringConfig config, ObjectMapper json, SpoolSync.Disk disk) {
        this.config = config;
        this.json = json;
        this.queue = new LinkedBlockingQueue<>();
        this.sync = new SpoolSync(config.syncInterval(), disk, e -> refuse(e.getMessage()));
        this.turns = new EndOfTurn<>((context, entries) -> queue.add(new Turn(context, entries)));
        try {
            this.folder = new SpoolFolder(config.spool(), json);
            List<Long> before = folder.segments();
            this.segment = before.isEmpty() ? 1 : before.getLast() + 1;
            this.channel = folder.create(segment);
            this.segmentSince = System.nanoTime();
            this.written = new SpoolFolder.Cursor(segment, length);
            closeAbandoned(before);
            if (!folder.keepRoom(config.reserve().asLongValue())) {
                refuse("too little of the disk is free");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the usage spool " + config.spool() + ": " + e.getMessage(), e);
        }
        this.writer = Thread.ofPlatform().name("usage-spool").daemon().start(this::write);
    }

    /**
     * Written when a request is dispatched; {@code ifWeDie} stands unless {@link #replace} or {@link #end} follows. Completes
     * on the event loop that asked; fails with 503 where the disk takes nothing, or not as fast as requests come.
     */
    public Future<Void> begin(UsageEvent ifWeDie) {
        if (broken) {
            return Future.failedFuture(unavailable(REFUSED));
        }
        if (isBehind()) {
            return Future.failedFuture(unavailable("the usage spool is behind"));
        }
        return enqueue(new SpoolRecord(SpoolRecord.Kind.BEGIN, ifWeDie));
    }

    /**
     * Puts {@code ifWeDie} in the place of what {@link #begin} was told of the same request. Nobody waits for it: it is left out
     * where the disk takes nothing, or not as fast as requests come.
     */
    public void replace(UsageEvent ifWeDie) {
        if (!broken && !isBehind()) {
            enqueue(new SpoolRecord(SpoolRecord.Kind.BEGIN, ifWeDie));
        }
    }

    /**
     * Written before the client sees the end of its answer, however many wait: there is one at most for each that began.
     * Completes on the event loop that asked. Where it fails, what was said of it before stands.
     */
    public Future<Void> end(UsageEvent event) {
        return enqueue(new SpoolRecord(SpoolRecord.Kind.END, event));
    }

    private boolean isBehind() {
        return waiting.get() >= config.queue() || sync.isBehind();
    }

    private Future<Void> enqueue(SpoolRecord record) {
        Entry entry = new Entry(record.kind(), record.event().id(), record.encode(), Promise.promise());
        waiting.incrementAndGet();
        turns.add(entry);
        return entry.done().future();
    }

    private static PlatformException unavailable(String why) {
        return PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                why + ", so no request can be metered; try again shortly",
                Duration.ofSeconds(1));
    }

    /** Where the next unshipped record may lie and where the written ones end. */
    SpoolFolder.Cursor written() {
        return written;
    }

    SpoolFolder folder() {
        return folder;
    }

    /** Whether the disk has refused a write and has no room yet for what comes. */
    boolean isBroken() {
        return broken;
    }

    /** Records waiting for the writer. */
    int waiting() {
        return waiting.get();
    }

    private void closeAbandoned(List<Long> before) throws IOException {
        Map<String, UsageEvent> abandoned = new LinkedHashMap<>();
        for (long old : before) {
            SpoolFolder.Part whole = new SpoolFolder.Part(old, 0, folder.size(old), true);
            folder.read(whole, Integer.MAX_VALUE, line -> {
                if (line.kind() == SpoolRecord.Kind.BEGIN) {
                    abandoned.put(line.event().id(), line.event());
                } else {
                    abandoned.remove(line.event().id());
                }
            });
        }
        if (!abandoned.isEmpty()) {
            appendEnds(abandoned.values());
            sync.now(channel);
            LOG.warnf("closed %d request(s) that a stopped gateway left open", abandoned.size());
        }
    }

    private void write() {
        List<Turn> batch = new ArrayList<>();
        while (!closing || waiting.get() > 0) {
            try {
                Turn first = queue.poll(HOUSEKEEPING_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MAX_WRITE - 1);
                    writeBatch(batch);
                    batch.clear();
                }
                housekeeping();
            } catch (InterruptedException e) {
                closing = true;
            } catch (IOException e) {
                fail(batch, e);
            } finally {
                batch.clear();
            }
        }
    }

    private void writeBatch(List<Turn> batch) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        batch.forEach(turn -> turn.entries().forEach(entry -> lines.add(entry.line())));
        append(lines);
        batch.forEach(this::written);
    }

    private void appendEnds(Collection<UsageEvent> events) throws IOException {
        append(events.stream()
                .map(event -> new SpoolRecord(SpoolRecord.Kind.END, event).encode())
                .toList());
    }

    private void append(Collection<byte[]> lines) throws IOException {
        evenIfFull(() -> appendAllOrNothing(lines));
        written = new SpoolFolder.Cursor(segment, length);
    }

    private void appendAllOrNothing(Collection<byte[]> lines) throws IOException {
        long before = length;
        try {
            length = writeAll(channel, before, lines);
            sync.written(channel);
        } catch (IOException e) {
            length = before;
            channel.truncate(before);
            throw e;
        }
    }

    /** Does {@code write}, and where the disk refuses it, once more in the room that was kept. */
    private void evenIfFull(Write write) throws IOException {
        try {
            write.run();
        } catch (IOException e) {
            refuse(e.getMessage());
            if (!folder.giveUpRoom()) {
                throw e;
            }
            write.run();
        }
    }

    private void written(Turn turn) {
        for (Entry entry : turn.entries()) {
            if (entry.kind() == SpoolRecord.Kind.BEGIN) {
                open.put(entry.id(), entry.line());
            } else {
                open.remove(entry.id());
            }
        }
        tell(turn, entry -> entry.done().complete());
    }

    /** Tells {@code turn}'s event loop what became of its records. */
    private void tell(Turn turn, Consumer<Entry> news) {
        waiting.addAndGet(-turn.entries().size());
        if (turn.context() != null) {
            try {
                turn.context().runOnContext(ignored -> EndOfTurn.each(turn.entries(), news));
                return;
            } catch (RejectedExecutionException e) {
                LOG.debug("the event loops are closed already");
            }
        }
        EndOfTurn.each(turn.entries(), news);
    }

    private void housekeeping() throws IOException {
        long now = System.nanoTime();
        boolean full = length >= config.segmentSize().asLongValue();
        boolean old = length > 0 && now - segmentSince >= config.segmentAge().toNanos();
        if (full || old) {
            evenIfFull(this::roll);
        }
        if (broken) {
            recover();
        }
    }

    private void roll() throws IOException {
        long next = segment + 1;
        FileChannel opened = folder.create(next);
        long carried;
        try {
            carried = writeAll(opened, 0, open.values());
            // The old segment may be deleted from now on, and is no copy of these any more.
            sync.now(opened);
        } catch (IOException e) {
            opened.close();
            Files.deleteIfExists(folder.path(next));
            throw e;
        }
        sync.last(channel);
        channel = opened;
        segment = next;
        length = carried;
        segmentSince = System.nanoTime();
        written = new SpoolFolder.Cursor(segment, length);
    }

    /** Admits again once the disk takes what is kept, which is also the proof that it takes writes. */
    private void recover() throws IOException {
        if (!folder.keepRoom(config.reserve().asLongValue())) {
            return;
        }
        roll();
        endUnended();
        broken = false;
        LOG.info("the usage spool can be written again");
    }

    /** Their clients saw them fail, so they end as if we had died. */
    private void endUnended() throws IOException {
        List<UsageEvent> events = new ArrayList<>();
        for (String id : unended) {
            byte[] line = open.get(id);
            if (line != null) {
                events.add(SpoolRecord.decode(json, ByteBuffer.wrap(line, 0, line.length - 1))
                        .event());
            }
        }
        appendEnds(events);
        unended.forEach(open::remove);
        unended.clear();
    }

    /** Writes {@code lines} from {@code start} on, as many at once as are {@link #atHand}; where they end. */
    private long writeAll(FileChannel file, long start, Collection<byte[]> lines) throws IOException {
        long at = start;
        atHand.clear();
        for (byte[] line : lines) {
            for (int from = 0; from < line.length; ) {
                if (!atHand.hasRemaining()) {
                    at = writeAtHand(file, at);
                }
                int count = Math.min(atHand.remaining(), line.length - from);
                atHand.put(line, from, count);
                from += count;
            }
        }
        return writeAtHand(file, at);
    }

    private long writeAtHand(FileChannel file, long start) throws IOException {
        long at = start;
        for (atHand.flip(); atHand.hasRemaining(); ) {
            at += file.write(atHand, at);
        }
        atHand.clear();
        return at;
    }

    private void fail(List<Turn> batch, IOException e) {
        refuse(e.getMessage());
        for (Turn turn : batch) {
            for (Entry entry : turn.entries()) {
                if (entry.kind() == SpoolRecord.Kind.END) {
                    unended.add(entry.id());
                }
            }
            tell(turn, entry -> entry.done().tryFail(unavailable(REFUSED)));
        }
    }

    private void refuse(@Nullable String why) {
        if (!broken) {
            LOG.errorf("%s, no request is admitted: %s", REFUSED, why);
        }
        broken = true;
    }

    @PreDestroy
    void close() throws IOException, InterruptedException {
        closing = true;
        writer.join(Duration.ofSeconds(5));
        sync.last(channel);
        sync.close();
        folder.close();
    }
}
