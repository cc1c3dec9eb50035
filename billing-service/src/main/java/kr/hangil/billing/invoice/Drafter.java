package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import kr.hangil.billing.credit.Credits;
import kr.hangil.billing.invoice.InvoiceStore.Drafted;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** Draws drafts from what was charged; one at a time for each tenant. */
@ApplicationScoped
class Drafter {

    private final InvoiceStore store;
    private final InvoiceReader reader;
    private final Credits credits;
    private final InvoiceConfig config;

    Drafter(InvoiceStore store, InvoiceReader reader, Credits credits, InvoiceConfig config) {
        this.store = store;
        this.reader = reader;
        this.credits = credits;
        this.config = config;
    }

    /**
     * Drafts what {@code tenant} owes for {@code month} and has not been billed; an open draft of that month is the answer
     * where there is one.
     *
     * @throws PlatformException {@code conflict} for a month that is not over, an open draft of another month, or when there
     *     is nothing to bill
     */
    Uni<Drawn> draft(SqlConnection connection, String tenant, YearMonth month, String by, Instant now) {
        if (!month.isBefore(YearMonth.from(now.atZone(SpendPeriod.ZONE)))) {
            throw conflict(month + " is not over yet in Asia/Seoul");
        }
        return store.lock(connection, tenant)
                .chain(() -> reader.openDraft(connection, tenant))
                .flatMap(open -> open.isPresent()
                        ? Uni.createFrom().item(new Drawn(sameMonth(open.get(), month), false))
                        : compute(connection, tenant, month)
                                .flatMap(draft -> store.insert(connection, draft, by, now))
                                .flatMap(id -> reader.find(connection, id))
                                .map(invoice -> new Drawn(invoice.orElseThrow(), true)));
    }

    private Uni<Drafted> compute(SqlConnection connection, String tenant, YearMonth month) {
        return credits.settleNow(connection, tenant)
                .chain(() -> store.unbilled(connection, tenant, month))
                .flatMap(used -> store.unappliedCredit(connection, tenant, month)
                        .flatMap(credit -> store.meanBefore(connection, tenant, month)
                                .map(mean -> Drafting.draft(config, tenant, month, used, credit, mean))));
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
