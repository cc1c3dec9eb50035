package kr.hangil.gateway.snapshot;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds the current {@link Snapshot} and keeps it current. Reading it is one volatile read.
 *
 * <p>At start the file is read first, so that known keys are served whatever else is away; then PostgreSQL is asked
 * whenever it tells of a change, and from time to time in case that was lost. Rounds never overlap, so a slow one cannot overwrite
 * a newer one.
 */
@Singleton
public class SnapshotService {

    private static final Logger LOG = Logger.getLogger(SnapshotService.class);

    /** Pods come and go more often than the disk should be told. */
    private static final long WRITE_EVERY_MILLIS = 5_000;

    private final SnapshotVersion version;
    private final SnapshotReader database;
    private final SnapshotFile file;
    private final SnapshotFreshness freshness;
    private final SnapshotConfig config;
    private final Vertx vertx;
    private final SnapshotFormat format;

    private final Object changing = new Object();
    private final Object writing = new Object();

    private volatile Snapshot current = Snapshot.EMPTY;

    /** Whether {@link #current} is to be on the disk and is not. */
    private boolean unwritten;

    /** What a cluster served last, what is shadowed by a route set by hand included; null before it was told. */
    private @Nullable Map<String, Route> found;

    private volatile boolean fileIsBroken;
    private volatile long timer = -1;
    private volatile long writer = -1;

    private CompletableFuture<@Nullable Void> running = CompletableFuture.completedFuture(null);
    private @Nullable CompletableFuture<@Nullable Void> queued;

    SnapshotService(
            SnapshotVersion version,
            SnapshotReader database,
            SnapshotFile file,
            SnapshotFreshness freshness,
            SnapshotConfig config,
            Vertx vertx,
            SnapshotFormat format) {
        this.version = version;
        this.database = database;
        this.file = file;
        this.freshness = freshness;
        this.config = config;
        this.vertx = vertx;
        this.format = format;
    }

    /** The last good snapshot, {@link Snapshot#EMPTY} until one was loaded. */
    public Snapshot current() {
        return current;
    }

    void onStart(@Observes @Priority(10) StartupEvent event) {
        readFile();
        timer = vertx.setPeriodic(config.poll().toMillis(), id -> pollIfIdle());
        writer = vertx.setPeriodic(WRITE_EVERY_MILLIS, id -> {
            var _ = vertx.executeBlocking(() -> {
                writeWhatChanged();
                return null;
            });
        });
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(writer);
    }

    /** Waits a little for PostgreSQL's content at start, once its tables are there. Blocks. */
    public void awaitFirst() {
        try {
            round().get(config.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debugf(e, "the first snapshot will come later");
        }
    }

    /** Completes when this replica knows what was committed before the call, or cannot learn it soon; never fails. */
    public Uni<Void> afterWrite() {
        return Uni.createFrom()
                .completionStage(this::round)
                .replaceWithVoid()
                .ifNoItem()
                .after(config.patience())
                .recoverWithUni(Uni.createFrom().voidItem())
                .onFailure()
                .recoverWithUni(Uni.createFrom().voidItem());
    }

    private synchronized void pollIfIdle() {
        freshness.look();
        if (running.isDone() && queued == null) {
            var _ = round();
        }
    }

    /** A round that starts after this call; callers that come while one runs share the next. */
    private synchronized CompletableFuture<@Nullable Void> round() {
        if (queued == null) {
            CompletableFuture<@Nullable Void> next = new CompletableFuture<>();
            queued = next;
            var _ = running.whenComplete((ok, failure) -> start(next));
        }
        return queued == null ? running : queued;
    }

    private void start(CompletableFuture<@Nullable Void> round) {
        synchronized (this) {
            running = round;
            queued = null;
        }
        Uni.createFrom()
                .deferred(this::synchronise)
                .subscribe()
                .with(
                        ok -> {
                            freshness.confirmed(current);
                            round.complete(null);
                        },
                        failure -> {
                            freshness.failed(failure);
                            round.completeExceptionally(failure);
                        });
    }

    private Uni<Void> synchronise() {
        return version.now(this::round)
                .flatMap(now -> now == current.version() && freshness.isFromDatabase()
                        ? Uni.createFrom().voidItem()
                        : load());
    }

    private Uni<Void> load() {
        return database.read(current, freshness.isFromDatabase())
                .invoke(this::adopt)
                .replaceWithVoid();
    }

    private void adopt(Snapshot read) {
        synchronized (changing) {
            current = read.withDiscovered(found == null ? current.discoveredRoutes() : found);
            unwritten = false;
        }
        write(current);
    }

    /** From now on {@code routes} are what a cluster serves, by served name; they reach the disk within seconds. */
    public void discovered(Map<String, Route> routes) {
        synchronized (changing) {
            found = routes;
            current = current.withDiscovered(routes);
            unwritten = true;
        }
    }

    private void writeWhatChanged() {
        boolean due;
        synchronized (changing) {
            due = unwritten && current.isLoaded();
            unwritten &= !due;
        }
        if (due) {
            write(current);
        }
    }

    private void write(Snapshot snapshot) {
        try {
            synchronized (writing) {
                file.write(out -> format.write(snapshot, out));
            }
            fileIsBroken = false;
        } catch (IOException e) {
            synchronized (changing) {
                unwritten = true;
            }
            if (!fileIsBroken) {
                fileIsBroken = true;
                LOG.errorf("%s cannot be written, a restart without PostgreSQL would know nobody: %s", file.path(), e);
            }
        }
    }

    private void readFile() {
        try {
            var kept = file.read(format::read);
            if (kept.isPresent()) {
                current = kept.get();
                LOG.infof("%s read from %s", current, file.path());
            }
        } catch (IOException e) {
            LOG.errorf("the snapshot on disk is refused: %s", e.getMessage());
        }
    }
}
