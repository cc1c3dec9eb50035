package kr.hangil.billing.archive;

import dev.hardwood.reader.FilterPredicate;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.export.ParquetTableReader;
import kr.hangil.billing.export.TableRow;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Events that lie in files, for those who need them. Memory holds some hundred of them, or as many as are asked for. */
@ApplicationScoped
public class Archives {

    private static final int BATCH = 1_000;

    private final Database database;
    private final Vertx vertx;
    private final ArchiveStore store;
    private final ArchiveFiles files;

    Archives(Database database, Vertx vertx, ArchiveStore store, ArchiveFiles files) {
        this.database = database;
        this.vertx = vertx;
        this.store = store;
        this.files = files;
    }

    /**
     * The result of {@code work}, which finds the events of {@code scope} in the database as if no month had been archived, as
     * they are at one instant. They are brought back from their files, which are checked before, into tables that nobody else
     * sees; in the end all that was written is taken back.
     *
     * @throws PlatformException {@code unavailable} naming the file that is missing or has changed
     */
    public <T> Uni<T> reading(Scope scope, Function<SqlConnection, Uni<T>> work) {
        return readingWhatIsThere(scope, database.scanTimeout(), (connection, broken) -> {
            if (!broken.isEmpty()) {
                throw unreadable(broken.getFirst());
            }
            return work.apply(connection);
        });
    }

    /**
     * As {@link #reading}, for {@code timeout} at most, without the months whose files are not what was archived: {@code work}
     * is told of them.
     */
    public <T> Uni<T> readingWhatIsThere(
            Scope scope, Duration timeout, BiFunction<SqlConnection, List<Broken>, Uni<T>> work) {
        return database.transaction(store::openAhead)
                .chain(() -> database.scratch(
                        timeout,
                        ArchiveStore.HOLD,
                        connection -> store.archived(connection, scope.from(), scope.to())
                                .flatMap(archives -> restore(connection, archives, scope))
                                .flatMap(broken -> work.apply(connection, broken))));
    }

    /**
     * A tenant's events in files, by sequence.
     *
     * @param connection of a transaction that reads the events in the database after this
     * @return none where no month of the scope is archived
     */
    public Uni<List<ArchivedEvent>> find(SqlConnection connection, EventFilter filter) {
        return connection
                .query(ArchiveStore.HOLD)
                .execute()
                .chain(() -> store.archived(connection, filter.from(), filter.to()))
                .flatMap(archives -> Multi.createFrom()
                        .iterable(archives)
                        .onItem()
                        .transformToUniAndConcatenate(archive -> blocking(() -> find(archive, filter)))
                        .collect()
                        .asList())
                .map(found -> found.stream()
                        .flatMap(List::stream)
                        .sorted((one, other) -> Long.compare(one.seq(), other.seq()))
                        .limit(filter.limit())
                        .toList());
    }

    private List<ArchivedEvent> find(Archive archive, EventFilter filter) throws Exception {
        requireFile(archive);
        try (ParquetTableReader file = files.read(archive, filter.predicate(), filter.limit())) {
            return file.read(filter.limit()).stream().map(ArchivedEvent::of).toList();
        }
    }

    private void requireFile(Archive archive) {
        if (!files.isThere(archive)) {
            throw unreadable(new Broken(archive.month(), archive.file() + " is missing or has another length"));
        }
    }

    private static PlatformException unreadable(Broken broken) {
        return new PlatformException(
                ErrorCode.UNAVAILABLE, "usage of %s is archived, but %s".formatted(broken.month(), broken.problem()));
    }

    /** Brings back what can be; the rest is the answer. Attached in the end, for from then on no partition can be added. */
    private Uni<List<Broken>> restore(SqlConnection connection, List<Archive> archives, Scope scope) {
        List<Broken> broken = new ArrayList<>();
        List<YearMonth> whole = new ArrayList<>();
        return each(
                        archives,
                        archive -> blocking(() -> files.problem(archive))
                                .flatMap(problem -> problem.map(what -> {
                                            broken.add(new Broken(archive.month(), what));
                                            return Uni.createFrom().voidItem();
                                        })
                                        .orElseGet(() -> {
                                            whole.add(archive.month());
                                            return restore(connection, archive, scope);
                                        })))
                .chain(() -> each(whole, month -> store.endRestoring(connection, month)))
                .map(done -> broken);
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last();
    }

    private Uni<Void> restore(SqlConnection connection, Archive archive, Scope scope) {
        String sql = EventTable.restoring(archive.month());
        return store.beginRestoring(connection, archive.month())
                .chain(() -> blocking(() -> files.read(archive, scope.predicate())))
                .flatMap(file -> Multi.createBy()
                        .repeating()
                        .uni(() -> blocking(() -> file.read(BATCH)).call(rows -> insert(connection, sql, rows)))
                        .whilst(rows -> rows.size() == BATCH)
                        .collect()
                        .last()
                        .onTermination()
                        .call(() -> blocking(() -> {
                            file.close();
                            return true;
                        })))
                .replaceWithVoid();
    }

    private static Uni<Void> insert(SqlConnection connection, String sql, List<TableRow> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(sql)
                        .execute(EventTable.columns(rows))
                        .replaceWithVoid();
    }

    private <T> Uni<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    /** A month whose file is not what was archived. */
    public record Broken(YearMonth month, String problem) {}

    /**
     * Which events.
     *
     * @param tenant null for those of all
     * @param from first instant; null for the beginning of time
     * @param to first instant no longer in it; null for its end
     */
    public record Scope(
            @Nullable String tenant,
            @Nullable Instant from,
            @Nullable Instant to) {

        /** Everything there is. */
        public static final Scope ALL = new Scope(null, null, null);

        @Nullable
        FilterPredicate predicate() {
            return all(
                            Optional.ofNullable(tenant).map(is -> FilterPredicate.eq("tenant", is)),
                            Optional.ofNullable(from).map(is -> FilterPredicate.gtEq("event_time", is)),
                            Optional.ofNullable(to).map(is -> FilterPredicate.lt("event_time", is)))
                    .orElse(null);
        }
    }

    /**
     * Which events of a tenant.
     *
     * @param requestId null for those of all requests
     * @param from first instant; null for the beginning of time
     * @param to first instant no longer in it; null for its end
     * @param after only those with a greater sequence
     * @param limit the first so many of them
     */
    public record EventFilter(
            String tenant,
            @Nullable String requestId,
            @Nullable Instant from,
            @Nullable Instant to,
            long after,
            int limit) {

        FilterPredicate predicate() {
            return all(
                            Optional.of(FilterPredicate.eq("tenant", tenant)),
                            Optional.ofNullable(requestId).map(is -> FilterPredicate.eq("request_id", is)),
                            Optional.ofNullable(from).map(is -> FilterPredicate.gtEq("event_time", is)),
                            Optional.ofNullable(to).map(is -> FilterPredicate.lt("event_time", is)),
                            Optional.of(FilterPredicate.gt("seq", after)))
                    .orElseThrow();
        }
    }

    @SafeVarargs
    private static Optional<FilterPredicate> all(Optional<FilterPredicate>... conditions) {
        return Stream.of(conditions).flatMap(Optional::stream).reduce(FilterPredicate::and);
    }
}
