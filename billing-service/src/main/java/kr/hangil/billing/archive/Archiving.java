package kr.hangil.billing.archive;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.billing.database.Columns;
import kr.hangil.billing.database.Cursors;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.database.DatabaseFailures;
import kr.hangil.billing.export.ParquetTableReader;
import kr.hangil.billing.export.TableRow;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes archives from one state to the next. One replica at a time, whose claim ends with its transaction, so also when it is
 * killed; the next one takes the step again from its beginning, and what was left of it is written over.
 */
@ApplicationScoped
class Archiving {

    private static final Logger LOG = Logger.getLogger(Archiving.class);

    /** Events between two notes of how far a step is. */
    private static final long NOTED = 50_000;

    private final Database database;
    private final Vertx vertx;
    private final ArchiveStore store;
    private final ArchiveFiles files;
    private final ArchiveService service;
    private final ArchiveConfig config;
    private final Clock clock;

    Archiving(
            Database database,
            Vertx vertx,
            ArchiveStore store,
            ArchiveFiles files,
            ArchiveService service,
            ArchiveConfig config,
            Clock clock) {
        this.database = database;
        this.vertx = vertx;
        this.store = store;
        this.files = files;
        this.service = service;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${hangil.billing.archive.work-every:PT10S}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        if (!files.areConfigured()) {
            return Uni.createFrom().voidItem();
        }
        return work().onFailure()
                .invoke(failure -> LOG.warnf("archives were not worked on: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    @Scheduled(
            every = "${hangil.billing.archive.ask-every:PT6H}",
            delayed = "PT1M",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduledAsking() {
        Integer online = config.keepOnline().orElse(null);
        if (online == null || !files.areConfigured()) {
            return Uni.createFrom().voidItem();
        }
        YearMonth newest =
                YearMonth.from(clock.instant().atZone(SpendPeriod.ZONE)).minusMonths(online + 1L);
        return database.transaction(connection -> store.online(connection, newest))
                .onItem()
                .transformToMulti(months -> Multi.createFrom().iterable(months))
                .onItem()
                .transformToUniAndConcatenate(this::askBySchedule)
                .collect()
                .last()
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.warnf("no month was asked for: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** A month that may not be archived yet keeps no other from it. */
    private Uni<Boolean> askBySchedule(YearMonth month) {
        return service.ask(month, "schedule")
                .map(asked -> true)
                .onFailure(PlatformException.class)
                .invoke(refused -> LOG.info(refused.getMessage()))
                .onFailure(PlatformException.class)
                .recoverWithItem(false);
    }

    /** Takes all steps there are to take, until one fails or none is left. */
    Uni<Void> work() {
        return Multi.createBy()
                .repeating()
                .uni(this::step)
                .whilst(taken -> taken)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Takes the next step of the oldest month under way; whether there was one and it was taken. */
    Uni<Boolean> step() {
        return database.snapshot(
                config.stepTimeout(),
                connection -> store.claim(connection).flatMap(mine -> mine ? next(connection) : no()));
    }

    /** In a transaction of its own: what another replica did before this one had its claim must be seen. */
    private Uni<Boolean> next(SqlConnection claimed) {
        return database.transaction(store::underWay)
                .flatMap(found -> found.map(archive -> take(claimed, archive)).orElseGet(Archiving::no));
    }

    private Uni<Boolean> take(SqlConnection claimed, Archive archive) {
        Uni<Boolean> step = switch (archive.state()) {
            case ASKED -> write(claimed, archive);
            case WRITTEN -> compare(claimed, archive);
            case COMPARED ->
                database.longTransaction(connection -> store.archive(connection, archive, clock.instant()));
            case ARCHIVED -> no();
        };
        return step.invoke(
                        taken -> LOG.infof("archive of %s: %s", archive.month(), taken ? "a step is done" : "no step"))
                .onFailure()
                .recoverWithUni(failure -> note(archive, failure).replaceWith(false));
    }

    private Uni<Boolean> note(Archive archive, Throwable failure) {
        LOG.warnf("archive of %s did not go on from %s: %s", archive.month(), archive.state(), failure.getMessage());
        if (DatabaseFailures.isOutage(failure)) {
            return no();
        }
        boolean again = failure instanceof DifferentException || DatabaseFailures.isNotAsArchived(failure);
        String problem = DatabaseFailures.isLockTimeout(failure)
                ? "archived months are being read; it is tried again"
                : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        return database.transaction(connection -> store.failed(connection, archive, problem, again));
    }

    private Uni<Boolean> write(SqlConnection claimed, Archive archive) {
        AtomicLong done = new AtomicLong();
        return blocking(() -> files.create(archive.month()))
                .flatMap(file -> rows(claimed, archive.month())
                        .onItem()
                        .transformToUniAndConcatenate(batch -> blocking(() -> {
                                    file.write(batch);
                                    return batch.size();
                                })
                                .call(size -> progress(archive, done, size)))
                        .collect()
                        .last()
                        .chain(() -> blocking(file::finish))
                        .onFailure()
                        .call(() -> discard(file))
                        .onCancellation()
                        .call(() -> discard(file))
                        .chain(written ->
                                database.transaction(connection -> store.written(connection, archive, written))));
    }

    private Uni<Boolean> compare(SqlConnection claimed, Archive archive) {
        AtomicLong done = new AtomicLong();
        return blocking(() -> Comparing.open(files, archive))
                .flatMap(comparing -> rows(claimed, archive.month())
                        .onItem()
                        .transformToUniAndConcatenate(batch -> blocking(() -> {
                                    comparing.next(batch);
                                    return batch.size();
                                })
                                .call(size -> progress(archive, done, size)))
                        .collect()
                        .last()
                        .chain(() -> blocking(() -> {
                            comparing.end();
                            return true;
                        }))
                        .onTermination()
                        .call(() -> blocking(() -> {
                            comparing.close();
                            return true;
                        }))
                        .chain(() -> database.transaction(connection -> store.compared(connection, archive))));
    }

    private static Multi<List<TableRow>> rows(SqlConnection connection, YearMonth month) {
        Tuple range = Tuple.of(
                Columns.timestamp(SpendPeriod.begin(month)), Columns.timestamp(SpendPeriod.begin(month.plusMonths(1))));
        return Cursors.read(connection, EventTable.ROWS, range, EventTable::row);
    }

    private Uni<Boolean> progress(Archive archive, AtomicLong done, int more) {
        long before = done.get();
        long now = done.addAndGet(more);
        return before / NOTED == now / NOTED
                ? no()
                : database.transaction(connection -> store.progress(connection, archive, now));
    }

    private Uni<Boolean> discard(MonthFile file) {
        return blocking(() -> {
                    file.discard();
                    return true;
                })
                .onFailure()
                .invoke(failure -> LOG.warn("an archive that was given up left its file", failure))
                .onFailure()
                .recoverWithItem(false);
    }

    private <T> Uni<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    private static Uni<Boolean> no() {
        return Uni.createFrom().item(false);
    }

    /** A file beside the rows that it should hold. All of this blocks. */
    private record Comparing(Archive archive, ParquetTableReader file) {

        static Comparing open(ArchiveFiles files, Archive archive) throws IOException {
            String problem = files.problem(archive).orElse(null);
            if (problem != null) {
                throw new DifferentException(problem);
            }
            return new Comparing(archive, files.read(archive, null));
        }

        void next(List<TableRow> rows) {
            List<TableRow> read = file.read(rows.size());
            for (int i = 0; i < rows.size(); i++) {
                differ(rows.get(i), i < read.size() ? read.get(i) : null);
            }
        }

        void end() {
            if (!file.read(1).isEmpty()) {
                throw new DifferentException(archive.file() + " has more events than the month");
            }
        }

        void close() throws IOException {
            file.close();
        }

        private void differ(TableRow row, @Nullable TableRow read) {
            if (!row.equals(read)) {
                throw new DifferentException("%s differs from the database at event %s"
                        .formatted(archive.file(), EventTable.cell(row, "seq")));
            }
        }
    }

    /** The file is not what it should be, so that it is written again. */
    private static final class DifferentException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        DifferentException(String message) {
            super(message);
        }
    }
}
