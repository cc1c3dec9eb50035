package kr.hangil.billing.invoice;

import java.util.Objects;
import java.util.function.Predicate;
import kr.hangil.billing.invoice.Invoice.CreditNote;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** What may be taken back of a final invoice: never more than a line has, and never more than the invoice. */
final class CreditNotes {

    private CreditNotes() {}

    /**
     * The VAT of a new credit note: the floor of a tenth, at most what is left of the invoice's VAT, and all of that with
     * the last won of its supply value.
     *
     * @throws PlatformException {@code not_found} for a line that is not there, {@code conflict} when too little is left
     */
    static long vat(Invoice invoice, int line, long supplyWon) {
        InvoiceLine of = invoice.lines().stream()
                .filter(one -> one.n() == line)
                .findFirst()
                .orElseThrow(() -> new PlatformException(ErrorCode.NOT_FOUND, "the invoice has no line " + line));
        long ofLine = of.won() - supply(invoice, note -> Objects.equals(note.line(), line));
        long ofAll = invoice.supplyWon() - supply(invoice, note -> true);
        long left = Math.max(0, Math.min(ofLine, ofAll));
        if (supplyWon > left) {
            throw PlatformException.at(
                    ErrorCode.CONFLICT, "supplyWon", "at most %d won are left of line %d".formatted(left, line));
        }
        long vatLeft = invoice.vatWon()
                - invoice.creditNotes().stream().mapToLong(CreditNote::vatWon).sum();
        return supplyWon == ofAll ? vatLeft : Math.min(supplyWon / 10, vatLeft);
    }

    private static long supply(Invoice invoice, Predicate<CreditNote> of) {
        return invoice.creditNotes().stream()
                .filter(of)
                .mapToLong(CreditNote::supplyWon)
                .sum();
    }
}
