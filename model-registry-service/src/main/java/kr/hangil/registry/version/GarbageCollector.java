package kr.hangil.registry.version;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import kr.hangil.contracts.Digest;
import kr.hangil.registry.file.FileStore;
import org.jboss.logging.Logger;

/**
 * Removes files that neither a version nor an upload has.
 *
 * <p>Only files older than the longest life of an upload are looked at, and one that is sent again becomes young again, so
 * a file can never go between its arrival and the row that refers to it.
 */
@ApplicationScoped
class GarbageCollector {

    private static final Logger LOG = Logger.getLogger(GarbageCollector.class);
    private static final int BATCH = 1_000;

    private final VersionRepository versions;
    private final FileStore store;
    private final GarbageConfig config;
    private final Clock clock;
    private final Vertx vertx;

    GarbageCollector(VersionRepository versions, FileStore store, GarbageConfig config, Clock clock, Vertx vertx) {
        this.versions = versions;
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
    }

    @Scheduled(
            every = "${hangil.registry.garbage.collect-every:12h}",
            delayed = "${hangil.registry.garbage.collect-every:12h}",
            concurrentExecution = ConcurrentExecution.SKIP)
    Uni<Void> collect() {
        return collect(clock.instant().minus(config.minAge()), "");
    }

    private Uni<Void> collect(Instant cutoff, String after) {
        return vertx.executeBlocking(() -> store.putBefore(cutoff, after, BATCH), false)
                .chain(old -> old.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : collect(cutoff, old)
                                .chain(() -> collect(cutoff, old.getLast().value())));
    }

    private Uni<Void> collect(Instant cutoff, List<Digest> old) {
        return Panache.withSession(() -> versions.referenced(old))
                .chain(kept -> vertx.executeBlocking(() -> remove(cutoff, old, Set.copyOf(kept)), false));
    }

    private Void remove(Instant cutoff, List<Digest> old, Set<String> kept) {
        long removed = old.stream()
                .filter(digest -> !kept.contains(digest.value()))
                .filter(digest -> store.removeIfPutBefore(digest, cutoff))
                .count();
        if (removed > 0) {
            LOG.infof("removed %d files that nothing refers to", removed);
        }
        return null;
    }
}
