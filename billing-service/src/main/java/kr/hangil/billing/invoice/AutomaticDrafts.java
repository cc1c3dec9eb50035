package kr.hangil.billing.invoice;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.invoice.DraftingStore.Attempt;
import kr.hangil.billing.invoice.RatingRun.Cutoff;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.page.Page;
import org.jboss.logging.Logger;

/**
 * Draws the drafts of every tenant once a month is over and late usage had time to come. Any number of replicas may do so at
 * once: a tenant's month is drawn and noted in one transaction under the tenant's lock, and what is noted is not drawn
 * again, not even when somebody discards that draft. A tenant that fails stops no other, and is tried again.
 */
@ApplicationScoped
class AutomaticDrafts {

    /** Who drew a draft that nobody asked for. */
    static final String DRAWN_BY = "billing-service";

    private static final Logger LOG = Logger.getLogger(AutomaticDrafts.class);
    private static final int LONGEST_PROBLEM = 500;

    /** Ingest waits a moment for each cut-off, and each draft looks up what was stored since its own. */
    private static final int DRAFTS_A_CUTOFF = 20;

    private final Database database;
    private final Drafter drafter;
    private final InvoiceStore invoices;
    private final DraftingStore store;
    private final InvoiceConfig config;
    private final Clock clock;

    AutomaticDrafts(
            Database database,
            Drafter drafter,
            InvoiceStore invoices,
            DraftingStore store,
            InvoiceConfig config,
            Clock clock) {
        this.database = database;
        this.drafter = drafter;
        this.invoices = invoices;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${hangil.billing.invoice.draft-every:PT10M}",
            delayed = "PT30S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> scheduled() {
        if (!config.automatic()) {
            return Uni.createFrom().voidItem();
        }
        return drawAll()
                .onFailure()
                .invoke(failure -> LOG.warnf("no drafts were drawn: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Draws what is to be drawn now, one tenant after the other. */
    Uni<Void> drawAll() {
        YearMonth month = dueMonth(clock.instant());
        return database.transaction(connection -> store.waiting(connection, month))
                .flatMap(tenants -> Multi.createFrom()
                        .iterable(tenants)
                        .group()
                        .intoLists()
                        .of(DRAFTS_A_CUTOFF)
                        .onItem()
                        .transformToUniAndConcatenate(
                                some -> drafter.cutoff().chain(cutoff -> drawAll(some, month, cutoff)))
                        .collect()
                        .last())
                .replaceWithVoid();
    }

    /** The latest month whose drafts are to be drawn at {@code now}. */
    YearMonth dueMonth(Instant now) {
        return YearMonth.from(now.minus(config.lateness()).atZone(SpendPeriod.ZONE))
                .minusMonths(1);
    }

    Uni<Page<Attempt>> attempts(YearMonth month, int limit, String after) {
        return database.transaction(connection -> store.page(connection, month, limit + 1, after))
                .map(all -> all.size() <= limit
                        ? new Page<>(all, null)
                        : new Page<>(all.subList(0, limit), all.get(limit - 1).tenant()));
    }

    private Uni<Void> drawAll(List<String> tenants, YearMonth month, Cutoff cutoff) {
        return Multi.createFrom()
                .iterable(tenants)
                .onItem()
                .transformToUniAndConcatenate(tenant -> draw(tenant, month, cutoff))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> draw(String tenant, YearMonth month, Cutoff cutoff) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(connection -> invoices.lock(connection, tenant)
                        .chain(() -> store.isDrawn(connection, tenant, month))
                        .flatMap(drawn -> drawn
                                ? Uni.createFrom().voidItem()
                                : drafter.draft(connection, tenant, month, cutoff, DRAWN_BY, now)
                                        .flatMap(made -> store.drawn(
                                                connection,
                                                tenant,
                                                month,
                                                made.invoice().id(),
                                                now))))
                .onFailure()
                .recoverWithUni(failure -> failed(tenant, month, failure, now));
    }

    private Uni<Void> failed(String tenant, YearMonth month, Throwable failure, Instant now) {
        String told = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        String problem = told.substring(0, Math.min(LONGEST_PROBLEM, told.length()));
        return database.transaction(connection -> store.failed(connection, tenant, month, problem, now))
                .onFailure()
                .invoke(again -> LOG.warnf("a draft's failure could not be noted: %s", again.getMessage()))
                .onFailure()
                .recoverWithItem(true)
                // It is tried for as long as the month is wrong: only what is new is worth a line.
                .invoke(isNew -> LOG.logf(
                        isNew ? Logger.Level.WARN : Logger.Level.DEBUG,
                        "the draft of %s for %s was not drawn and will be tried again: %s",
                        tenant,
                        month,
                        problem))
                .replaceWithVoid();
    }
}
