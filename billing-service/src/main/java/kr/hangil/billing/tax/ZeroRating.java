package kr.hangil.billing.tax;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kr.hangil.billing.database.Database;
import kr.hangil.billing.invoice.FinalInvoices;
import kr.hangil.billing.invoice.FinalInvoices.FinalInvoice;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * A letter of credit (내국신용장) that was opened after the supply makes it zero-rated, if it was opened in time (VAT Act decree,
 * Article 70① 5): one document takes the original back, one says the same without VAT, both dated as the original, and the VAT
 * is no longer owed.
 */
@ApplicationScoped
class ZeroRating {

    private final Database database;
    private final TaxStore store;
    private final TaxService service;
    private final FinalInvoices invoices;
    private final Clock clock;

    ZeroRating(Database database, TaxStore store, TaxService service, FinalInvoices invoices, Clock clock) {
        this.database = database;
        this.store = store;
        this.service = service;
        this.invoices = invoices;
        this.clock = clock;
    }

    /**
     * Makes both documents and takes the VAT back, in one transaction. Where one of the two was rejected before, makes that one
     * anew.
     *
     * @param openedOn the day the letter of credit was opened
     * @throws PlatformException {@code invalid_request} for a day that is not between the month supplied and today, or too late;
     *     {@code conflict} while the original is not issued, or when no VAT is left
     */
    Uni<List<TaxInvoice>> make(long invoiceId, LocalDate openedOn, String reason, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return database.transaction(connection -> service.invoice(connection, invoiceId)
                .invoke(invoice -> requireInTime(invoice, openedOn, LocalDate.ofInstant(now, SpendPeriod.ZONE)))
                .flatMap(invoice -> service.issuedOriginal(connection, invoiceId)
                        .flatMap(original -> store.corrected(connection, invoiceId)
                                .map(done -> documents(invoice, original, done, openedOn, reason))
                                .flatMap(documents -> insert(connection, invoice, original, documents, by, now)))
                        .call(() -> invoices.takeVatBack(connection, invoice, reason, by, now))));
    }

    private static void requireInTime(FinalInvoice invoice, LocalDate openedOn, LocalDate today) {
        if (invoice.voided()) {
            throw new PlatformException(ErrorCode.CONFLICT, "a voided invoice is not zero-rated");
        }
        LocalDate first = invoice.issueDate().withDayOfMonth(1);
        LocalDate last = invoice.zeroRatedUntil().isBefore(today) ? invoice.zeroRatedUntil() : today;
        if (openedOn.isBefore(first) || openedOn.isAfter(last)) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST,
                    "openedOn",
                    "openedOn must be from %s to %s: the letter of credit counts until 25 days after the half-year of the supply"
                            .formatted(first, last));
        }
    }

    private static List<TaxDocument> documents(
            FinalInvoice invoice, TaxInvoice original, TaxStore.Sums done, LocalDate openedOn, String reason) {
        String remark = "내국신용장 개설일 " + openedOn + "  " + reason;
        long vat = invoice.vatWon() + done.vat();
        long taxed = vat > 0 ? invoice.supplyWon() + done.supply() - done.zeroRated() : 0;
        long untaxed = done.untaxed() + taxed - done.zeroRated();
        List<TaxDocument> documents = new ArrayList<>(2);
        if (taxed > 0) {
            documents.add(document(invoice, false, original, -taxed, -vat, remark));
        }
        if (untaxed > 0) {
            documents.add(document(invoice, true, original, untaxed, 0, remark));
        }
        if (documents.isEmpty()) {
            throw new PlatformException(ErrorCode.CONFLICT, "there is no VAT left to take back");
        }
        return documents;
    }

    private static TaxDocument document(
            FinalInvoice invoice, boolean zeroRated, TaxInvoice original, long supply, long vat, String remark) {
        return TaxDocuments.correction(
                invoice,
                Correction.LOCAL_LETTER_OF_CREDIT,
                zeroRated,
                Objects.requireNonNull(original.approvalNumber()),
                original.document().issueDate(),
                supply,
                vat,
                remark);
    }

    private Uni<List<TaxInvoice>> insert(
            SqlConnection connection,
            FinalInvoice invoice,
            TaxInvoice original,
            List<TaxDocument> documents,
            String by,
            Instant now) {
        return Multi.createFrom()
                .iterable(documents)
                .onItem()
                .transformToUniAndConcatenate(document -> store.insert(
                                connection, invoice.id(), invoice.tenant(), original.id(), document, by, now)
                        .flatMap(id -> service.found(connection, id)))
                .collect()
                .asList();
    }
}
