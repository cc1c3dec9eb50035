package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import kr.hangil.billing.credit.Credits;
import kr.hangil.billing.invoice.InvoiceStore.Drafted;
import kr.hangil.billing.invoice.RatingRun.Cutoff;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** Draws drafts from what was charged; one at a time for each tenant. */
@ApplicationScoped
class Drafter {

    private final InvoiceStore store;
    private final InvoiceReader reader;
    private final RatingRuns runs;
    private final Credits credits;
    private final InvoiceConfig config;

    Drafter(InvoiceStore store, InvoiceReader reader, RatingRuns runs, Credits credits, InvoiceConfig config) {
        this.store = store;
        this.reader = reader;
        this.runs = runs;
        this.credits = credits;
        this.config = config;
    }

    /**
     * Drafts what {@code tenant} owes for {@code month} and has not been billed; an open draft of that month is the answer
     * where there is one.
     *
     * @param cutoff how far to look, taken before this transaction
     * @throws PlatformException {@code conflict} for a month that is not over, an open draft of another month, or when there
     *     is nothing to bill
     */
    Uni<Drawn> draft(SqlConnection connection, String tenant, YearMonth month, Cutoff cutoff, String by, Instant now) {
        if (!month.isBefore(YearMonth.from(now.atZone(SpendPeriod.ZONE)))) {
            throw conflict(month + " is not over yet in Asia/Seoul");
        }
        return store.lock(connection, tenant)
                .chain(() -> reader.openDraft(connection, tenant))
                .flatMap(open -> open.isPresent()
                        ? Uni.createFrom().item(new Drawn(sameMonth(open.get(), month), false))
                        : draw(connection, tenant, month, cutoff, by, now)
                                .flatMap(id -> reader.find(connection, id))
                                .map(invoice -> new Drawn(invoice.orElseThrow(), true)));
    }

    /** How far a draft that is drawn now may look. */
    Uni<Cutoff> cutoff() {
        return runs.cutoff();
    }

    private Uni<Long> draw(
            SqlConnection connection, String tenant, YearMonth month, Cutoff cutoff, String by, Instant now) {
        return credits.settleNow(connection, tenant)
                .chain(() -> runs.rate(connection, tenant, month, cutoff, now))
                .flatMap(rated -> compute(connection, tenant, month, rated.months())
                        .flatMap(draft -> store.insert(connection, draft, rated.id(), cutoff.sequence(), by, now)));
    }

    private Uni<Drafted> compute(SqlConnection connection, String tenant, YearMonth month, RatedMonths rated) {
        return store.unappliedCredit(connection, tenant, month)
                .flatMap(credit -> store.meanBefore(connection, tenant, month)
                        .map(mean -> Drafting.draft(config, tenant, month, rated, credit, mean)));
    }

    private static Invoice sameMonth(Invoice open, YearMonth month) {
        if (!open.month().equals(month)) {
            throw conflict("draft " + open.id() + " of " + open.month() + " is open; finalise or discard it first");
        }
        return open;
    }

    private static PlatformException conflict(String message) {
        return new PlatformException(ErrorCode.CONFLICT, message);
    }

    /** @param created whether this call drew it */
    record Drawn(Invoice invoice, boolean created) {}
}
