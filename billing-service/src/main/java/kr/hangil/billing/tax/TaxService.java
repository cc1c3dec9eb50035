package kr.hangil.billing.tax;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.invoice.FinalInvoices;
import kr.hangil.billing.invoice.FinalInvoices.FinalInvoice;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.contracts.page.Page;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes tax invoices, issues them and sees them to the tax service. */
@ApplicationScoped
class TaxService {

    private static final Logger LOG = Logger.getLogger(TaxService.class);

    private final Database database;
    private final TaxStore store;
    private final FinalInvoices invoices;
    private final TaxInvoiceAgent agent;
    private final TaxConfig config;
    private final Vertx vertx;
    private final Clock clock;

    TaxService(
            Database database,
            TaxStore store,
            FinalInvoices invoices,
            TaxInvoiceAgent agent,
            TaxConfig config,
            Vertx vertx,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.invoices = invoices;
        this.agent = agent;
        this.config = config;
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * Makes the document of an invoice; one that is there is the answer.
     *
     * @throws PlatformException {@code conflict} for a voided invoice, and for one of 0 won
     */
    Uni<Made> normal(long invoiceId, String by) {
        return database.transaction(connection -> invoice(connection, invoiceId)
                .flatMap(invoice -> store.normalOf(connection, invoiceId).flatMap(there -> {
                    if (there.isPresent()) {
                        return Uni.createFrom().item(new Made(there.get(), false));
                    }
                    if (invoice.voided()) {
                        throw conflict("a voided invoice has no tax invoice");
                    }
                    if (invoice.supplyWon() == 0) {
                        throw conflict("invoice " + invoice.number()
                                + " is of 0 won: credit paid all of it, or less than a won"
                                + " was used; nothing was supplied for money, so there is no tax invoice to make");
                    }
                    TaxDocument document = TaxDocuments.normal(invoice);
                    return store.insert(connection, invoiceId, invoice.tenant(), null, document, by, now())
                            .flatMap(id -> found(connection, id))
                            .map(made -> new Made(made, true));
                })));
    }

    /**
     * Makes a correction of an invoice's document; for a letter of credit there is {@link ZeroRating}.
     *
     * @throws PlatformException {@code conflict} while the document is not issued, or when there is nothing to correct
     */
    Uni<Made> correct(long invoiceId, Correction correction, String reason, String by) {
        return database.transaction(connection -> invoice(connection, invoiceId)
                .flatMap(invoice -> issuedOriginal(connection, invoiceId)
                        .flatMap(original -> store.corrected(connection, invoiceId)
                                .map(done -> correction(invoice, original, correction, done, reason))
                                .flatMap(document -> store.insert(
                                        connection, invoiceId, invoice.tenant(), original.id(), document, by, now())))
                        .flatMap(id -> found(connection, id))
                        .map(made -> new Made(made, true))));
    }

    /** Gives a ready document its 승인번호; one that is issued is the answer. */
    Uni<TaxInvoice> issue(long id) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), SpendPeriod.ZONE);
        return database.transaction(connection -> found(connection, id)
                .chain(() -> store.issue(connection, id, today, config.issuerCode(), now()))
                .chain(() -> found(connection, id)));
    }

    Uni<Page<TaxInvoice>> list(
            @Nullable String tenant, @Nullable String state, @Nullable Long invoice, int limit, long after) {
        return database.transaction(connection -> store.page(connection, tenant, state, invoice, limit + 1, after))
                .map(all -> all.size() <= limit
                        ? new Page<>(all, null)
                        : new Page<>(
                                all.subList(0, limit),
                                Long.toString(all.get(limit - 1).id())));
    }

    Uni<TaxInvoice> get(String tenant, long id) {
        return database.transaction(connection -> found(connection, id)).invoke(found -> {
            if (!found.tenant().equals(tenant)) {
                throw missing(id);
            }
        });
    }

    @Scheduled(
            every = "${hangil.billing.tax.send-every:PT30S}",
            delayed = "PT5S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> goOn() {
        return each("issued", this::send)
                .chain(() -> each("sent", this::answer))
                .onFailure()
                .invoke(failure -> LOG.warnf("tax invoices were not sent: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> each(String state, Function<TaxInvoice, Uni<Void>> step) {
        return Multi.createBy()
                .repeating()
                .uni(
                        Cursor::new,
                        cursor -> database.transaction(connection -> store.underWay(connection, state, cursor.after))
                                .invoke(page -> page.forEach(one -> cursor.after = one.id())))
                .until(List::isEmpty)
                .onItem()
                .transformToUniAndConcatenate(page -> Multi.createFrom()
                        .iterable(page)
                        .onItem()
                        .transformToUniAndConcatenate(one -> step.apply(one)
                                .onFailure()
                                .invoke(failure ->
                                        LOG.warnf("tax invoice %d stays %s: %s", one.id(), state, failure.getMessage()))
                                .onFailure()
                                .recoverWithNull())
                        .collect()
                        .last())
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> send(TaxInvoice issued) {
        String number = Objects.requireNonNull(issued.approvalNumber());
        return vertx.executeBlocking(
                        () -> {
                            agent.send(number, issued.document());
                            return true;
                        },
                        false)
                .chain(() -> database.transaction(connection -> store.sent(connection, issued.id(), now())));
    }

    private Uni<Void> answer(TaxInvoice sent) {
        String number = Objects.requireNonNull(sent.approvalNumber());
        return vertx.executeBlocking(() -> agent.answer(number), false)
                .flatMap(answer -> answer.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : database.transaction(connection -> store.answered(
                                connection, sent.id(), answer.get().rejection(), now())));
    }

    private TaxDocument correction(
            FinalInvoice invoice, TaxInvoice original, Correction correction, TaxStore.Sums done, String reason) {
        long supply =
                correction.isWhole() ? -invoice.supplyWon() - done.supply() : -invoice.notedSupplyWon() - done.supply();
        long vat = correction.isWhole() ? -invoice.vatWon() - done.vat() : -invoice.notedVatWon() - done.vat();
        if (supply >= 0 && vat >= 0) {
            throw conflict("there is nothing left to correct; change the supply value by a credit note first");
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), SpendPeriod.ZONE);
        LocalDate date = correction.keepsDate() ? original.document().issueDate() : today;
        return TaxDocuments.correction(
                invoice,
                correction,
                done.zeroRated() > 0,
                Objects.requireNonNull(original.approvalNumber()),
                date,
                supply,
                vat,
                reason);
    }

    /** @throws PlatformException {@code conflict} while there is none */
    Uni<TaxInvoice> issuedOriginal(SqlConnection connection, long invoiceId) {
        return store.normalOf(connection, invoiceId)
                .map(there -> there.filter(one -> one.approvalNumber() != null)
                        .orElseThrow(() -> conflict("the tax invoice is not issued yet")));
    }

    /** The invoice, locked. @throws PlatformException {@code not_found} */
    Uni<FinalInvoice> invoice(SqlConnection connection, long id) {
        return invoices.lock(connection, id)
                .map(invoice -> invoice.orElseThrow(
                        () -> new PlatformException(ErrorCode.NOT_FOUND, "there is no final invoice " + id)));
    }

    /** @throws PlatformException {@code not_found} */
    Uni<TaxInvoice> found(SqlConnection connection, long id) {
        return store.find(connection, id).map(one -> one.orElseThrow(() -> missing(id)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static PlatformException conflict(String message) {
        return new PlatformException(ErrorCode.CONFLICT, message);
    }

    private static PlatformException missing(long id) {
        return new PlatformException(ErrorCode.NOT_FOUND, "there is no tax invoice " + id);
    }

    /** @param created whether this call made it */
    record Made(TaxInvoice taxInvoice, boolean created) {}

    private static final class Cursor {
        private long after;
    }
}
