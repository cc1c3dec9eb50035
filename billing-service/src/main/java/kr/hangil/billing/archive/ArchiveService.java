package kr.hangil.billing.archive;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.archive.ArchiveStore.Standing;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.ingest.EventDoors;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;

/** Which months may lie in files, and which do. */
@ApplicationScoped
class ArchiveService {

    private final Database database;
    private final ArchiveStore store;
    private final ArchiveFiles files;
    private final EventDoors doors;
    private final Clock clock;

    ArchiveService(Database database, ArchiveStore store, ArchiveFiles files, EventDoors doors, Clock clock) {
        this.database = database;
        this.store = store;
        this.files = files;
        this.doors = doors;
        this.clock = clock;
    }

    /** What archiving {@code month} would do. */
    Uni<Plan> plan(YearMonth month) {
        return database.longTransaction(connection -> plan(connection, month));
    }

    /**
     * Asks for {@code month} to be archived; the answer is what is there where it was asked for before.
     *
     * @throws PlatformException {@code conflict} with every reason why it may not be done yet; {@code unprocessable} where there
     *     is no folder
     */
    Uni<Archive> ask(YearMonth month, String by) {
        files.folder();
        return database.longTransaction(connection -> store.find(connection, month)
                .flatMap(known -> known.map(archive -> Uni.createFrom().item(archive))
                        .orElseGet(() -> plan(connection, month)
                                .invoke(ArchiveService::refuse)
                                .chain(plan -> store.ask(connection, plan, by, now()))
                                .chain(() -> store.find(connection, month))
                                .map(asked -> asked.orElseThrow()))));
    }

    /** By the order in which they were asked for. */
    Uni<Page<Archive>> list(int limit, long after) {
        return database.transaction(connection -> store.page(connection, limit + 1, after))
                .map(all -> all.size() <= limit
                        ? new Page<>(all, null)
                        : new Page<>(
                                all.subList(0, limit),
                                Long.toString(all.get(limit - 1).id())));
    }

    /** @throws PlatformException {@code not_found} */
    Uni<Archive> get(long id) {
        return database.transaction(connection -> store.find(connection, id))
                .map(found -> found.orElseThrow(
                        () -> new PlatformException(ErrorCode.NOT_FOUND, "there is no archive " + id)));
    }

    private Uni<Plan> plan(SqlConnection connection, YearMonth month) {
        return store.standing(connection, month)
                .map(standing -> new Plan(
                        month,
                        standing.events(),
                        standing.charges(),
                        ExactWon.text(standing.amount()),
                        refusals(month, standing)));
    }

    private List<String> refusals(YearMonth month, Standing standing) {
        List<String> refusals = new ArrayList<>();
        Instant closed = SpendPeriod.begin(month.plusMonths(1)).plus(doors.oldest());
        if (closed.isAfter(now())) {
            refusals.add("usage of it is taken until " + LocalDate.ofInstant(closed, SpendPeriod.ZONE));
        }
        if (standing.events() == 0) {
            refusals.add("there is no usage of it in the database");
        }
        if (standing.unrated() > 0) {
            refusals.add(standing.unrated() + " event(s) of it wait for a price");
        }
        if (standing.unbilled() > 0) {
            refusals.add("%d tenant(s), %s among them, are not billed for all of it"
                    .formatted(standing.unbilled(), standing.oneOfThem()));
        }
        if (standing.drafts() > 0) {
            refusals.add(standing.drafts() + " invoice(s) with usage of it are not final");
        }
        return refusals;
    }

    private static void refuse(Plan plan) {
        if (!plan.refusals().isEmpty()) {
            throw PlatformException.at(
                    ErrorCode.CONFLICT,
                    "month",
                    "%s cannot be archived yet: %s".formatted(plan.month(), String.join("; ", plan.refusals())));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
