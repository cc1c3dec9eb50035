package kr.hangil.billing.ingest;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.ingest.EventReader.Item;
import kr.hangil.billing.ingest.IngestService.Judged;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/**
 * Books usage that is too old for the ingest window. A dry run books it as well, reads what it came to and rolls back, so
 * that what it says is what the database did and not what another path would guess.
 */
@ApplicationScoped
class BackfillService {

    private final Database database;
    private final IngestService ingest;
    private final BackfillStore store;
    private final IngestConfig config;
    private final Clock clock;

    BackfillService(Database database, IngestService ingest, BackfillStore store, IngestConfig config, Clock clock) {
        this.database = database;
        this.ingest = ingest;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Work for a worker thread. */
    Judged judge(List<Item> items) {
        return ingest.judge(items, config.backfillMaxAge());
    }

    /**
     * The report of {@code call}, which is kept.
     *
     * @throws PlatformException {@code conflict} when it is not a dry run and its caller made none of the same body
     */
    Uni<BackfillReport> run(Call call, Judged judged) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return ingest.open(judged).chain(() -> call.dryRun() ? dryRun(call, judged, now) : real(call, judged, now));
    }

    private Uni<BackfillReport> real(Call call, Judged judged, Instant now) {
        return database.transaction(connection -> store.tried(connection, call)
                .invoke(BackfillService::refuseUntried)
                .chain(() -> book(connection, call, judged))
                .call(report -> store.note(connection, call, tenants(judged), report, now)));
    }

    private Uni<BackfillReport> dryRun(Call call, Judged judged, Instant now) {
        return database.<BackfillReport>transaction(connection -> book(connection, call, judged)
                        .flatMap(report -> Uni.createFrom().failure(new Undone(report))))
                .onFailure(Undone.class)
                .recoverWithItem(undone -> ((Undone) undone).report)
                .call(report ->
                        database.transaction(connection -> store.note(connection, call, tenants(judged), report, now)));
    }

    private Uni<BackfillReport> book(SqlConnection connection, Call call, Judged judged) {
        return ingest.book(connection, judged)
                .flatMap(booking -> store.months(connection, booking.sequences())
                        .map(months -> new BackfillReport(call.dryRun(), call.content(), months, booking.verdicts())));
    }

    /** Calls, newest first, of all tenants or of those that had usage of one. */
    Uni<Page<Backfill>> list(@Nullable String tenant, int limit, long after) {
        return database.transaction(connection -> store.page(connection, tenant, after, limit + 1))
                .map(all -> all.size() <= limit
                        ? new Page<>(all, null)
                        : new Page<>(
                                all.subList(0, limit),
                                Long.toString(all.get(limit - 1).id())));
    }

    /** @throws PlatformException {@code not_found} */
    Uni<Backfill> get(long id) {
        return database.transaction(connection -> store.find(connection, id))
                .map(found -> found.orElseThrow(
                        () -> new PlatformException(ErrorCode.NOT_FOUND, "there is no backfill " + id)));
    }

    /** Whose usage a call has; what is no event is nobody's. */
    private static Set<String> tenants(Judged judged) {
        return judged.candidates().stream()
                .map(candidate -> candidate.event().subject())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void refuseUntried(boolean tried) {
        if (!tried) {
            throw new PlatformException(
                    ErrorCode.CONFLICT, "send the same body with dryRun=true first and look at what it would book");
        }
    }

    /**
     * @param content SHA-256 of the body
     * @param by who calls
     */
    record Call(boolean dryRun, Digest content, String reason, String by) {}

    /** Takes a dry run's transaction back. */
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient BackfillReport report;

        Undone(BackfillReport report) {
            super("a dry run is rolled back", null, false, false);
            this.report = report;
        }
    }
}
