package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import kr.hangil.billing.archive.Archives;
import kr.hangil.billing.archive.Archives.Scope;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.database.DatabaseFailures;
import kr.hangil.billing.invoice.RatingRun.Cutoff;
import kr.hangil.billing.invoice.RatingRun.Replay;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Rates what is to be billed, and rates it again as it was. */
@ApplicationScoped
public class RatingRuns {

    private static final int PAGE = 500;

    private final Database database;
    private final Archives archives;
    private final RatingRunStore store;
    private final RunUsage usage;

    RatingRuns(Database database, Archives archives, RatingRunStore store, RunUsage usage) {
        this.database = database;
        this.archives = archives;
        this.store = store;
        this.usage = usage;
    }

    /**
     * Where everything stored so far ends. A transaction of its own, and a short one: events that come meanwhile wait for
     * it, and it for those under way.
     *
     * @throws PlatformException {@code unavailable} when one of those hangs
     */
    Uni<Cutoff> cutoff() {
        return database.transaction(store::cutoff)
                .onFailure(DatabaseFailures::isLockTimeout)
                .transform(failure -> new PlatformException(
                        ErrorCode.UNAVAILABLE,
                        "usage that is being stored does not come to an end; try again",
                        failure));
    }

    /** Rates what is open of {@code month} and of those before it, and keeps what it was made of. */
    Uni<Rated> rate(SqlConnection connection, String tenant, YearMonth month, Cutoff cutoff, Instant now) {
        return store.next(connection)
                .flatMap(id -> store.standing(connection, tenant)
                        .flatMap(billed -> store.take(connection, id, tenant, month, cutoff, billed)
                                .chain(() -> usage.asKept(connection, List.of(id)))
                                .map(rated -> Objects.requireNonNull(rated.get(id)))
                                .call(months -> store.keep(connection, id, tenant, month, cutoff, billed, months, now))
                                .map(months -> new Rated(id, months))));
    }

    /** Rates a run again, from the events of its months. */
    Uni<Replay> replay(long id) {
        return database.transaction(connection -> find(connection, id)
                        .flatMap(run -> store.firstMonth(connection, run)
                                .map(first -> new Scope(run.tenant(), SpendPeriod.begin(first), run.eventCutoff()))))
                .flatMap(scope -> archives.reading(scope, connection -> replay(connection, id)));
    }

    private Uni<RatingRun> find(SqlConnection connection, long id) {
        return store.find(connection, id)
                .map(run -> run.orElseThrow(
                        () -> new PlatformException(ErrorCode.NOT_FOUND, "there is no rating run " + id)));
    }

    private Uni<Replay> replay(SqlConnection connection, long id) {
        return find(connection, id)
                .flatMap(run -> usage.asEventsSay(connection, List.of(id))
                        .map(rated -> fingerprint(rated, id))
                        .flatMap(replayed -> usage.differences(connection, List.of(id))
                                .map(differences -> new Replay(
                                        run, replayed, differences.isEmpty() && replayed.equals(run.fingerprint())))));
    }

    Uni<Page<RatingRun>> list(@Nullable String tenant, int limit, long after) {
        return database.transaction(connection -> store.page(connection, tenant, limit + 1, after))
                .map(all -> all.size() <= limit
                        ? new Page<>(all, null)
                        : new Page<>(
                                all.subList(0, limit),
                                Long.toString(all.get(limit - 1).id())));
    }

    /** Runs that do not come out again as they were, some hundreds of them at a time. */
    public Uni<List<Different>> differences(SqlConnection connection) {
        AtomicLong after = new AtomicLong();
        List<Different> different = new ArrayList<>();
        return Multi.createBy()
                .repeating()
                .uni(() -> store.page(connection, null, PAGE, after.get())
                        .call(runs -> compare(connection, runs).invoke(different::addAll))
                        .invoke(runs -> runs.stream().map(RatingRun::id).forEach(after::set))
                        .map(List::size))
                .whilst(size -> size == PAGE)
                .collect()
                .last()
                .map(done -> List.copyOf(different));
    }

    private Uni<List<Different>> compare(SqlConnection connection, List<RatingRun> runs) {
        List<Long> ids = runs.stream().map(RatingRun::id).toList();
        return usage.asKept(connection, ids)
                .flatMap(rated -> usage.differences(connection, ids).map(differences -> {
                    List<Different> found = new ArrayList<>();
                    for (RatingRun run : runs) {
                        differences.stream()
                                .filter(one -> one.run() == run.id())
                                .forEach(one -> found.add(Different.of(run, one.detail())));
                        if (!fingerprint(rated, run.id()).equals(run.fingerprint())) {
                            found.add(Different.of(run, "what it kept comes to other lines now"));
                        }
                    }
                    return found;
                }));
    }

    private static String fingerprint(Map<Long, RatedMonths> rated, long run) {
        return HexFormat.of().formatHex(Objects.requireNonNull(rated.get(run)).fingerprint());
    }

    /** @param id of the run that was kept */
    record Rated(long id, RatedMonths months) {}

    /** @param detail what of it is not as it was */
    public record Different(long run, String tenant, String detail) {
        private static Different of(RatingRun run, String detail) {
            return new Different(run.id(), run.tenant(), detail);
        }
    }
}
