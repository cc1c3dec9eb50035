package kr.hangil.billing.invoice;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kr.hangil.billing.invoice.Invoice.CreditNote;
import kr.hangil.billing.profile.Party;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Final invoices, for what is made of them. */
@ApplicationScoped
public class FinalInvoices {

    private final InvoiceReader reader;
    private final Crediting crediting;
    private final InvoiceCalendar calendar;

    FinalInvoices(InvoiceReader reader, Crediting crediting, InvoiceConfig config) {
        this.reader = reader;
        this.crediting = crediting;
        this.calendar = InvoiceCalendar.of(config);
    }

    /** The invoice, locked until the transaction ends; empty for a draft. */
    public Uni<Optional<FinalInvoice>> lock(SqlConnection connection, long id) {
        return reader.lock(connection, id)
                .map(invoice -> invoice.filter(one -> one.number() != null).map(this::of));
    }

    /** Takes back all VAT that is left of {@code invoice}, which is locked: its supply became zero-rated. */
    public Uni<Void> takeVatBack(
            SqlConnection connection, FinalInvoice invoice, String reason, String by, Instant now) {
        long left = invoice.vatWon() - invoice.notedVatWon();
        return left == 0
                ? Uni.createFrom().voidItem()
                : crediting.note(connection, invoice.id(), invoice.tenant(), null, 0, left, reason, by, now);
    }

    /** @throws PlatformException {@code not_found} where {@code tenant} has no invoice of this number */
    public Uni<Invoice> get(SqlConnection connection, String tenant, String number) {
        return reader.find(connection, tenant, number)
                .map(invoice -> invoice.orElseThrow(
                        () -> new PlatformException(ErrorCode.NOT_FOUND, "there is no invoice " + number)));
    }

    /** Invoices that stand, by number, of which {@code month} is the month or saw a credit note. */
    public Uni<List<Invoice>> concerning(SqlConnection connection, String tenant, YearMonth month) {
        return reader.concerning(connection, tenant, month);
    }

    private FinalInvoice of(Invoice invoice) {
        return new FinalInvoice(
                invoice.id(),
                Objects.requireNonNull(invoice.number()),
                invoice.tenant(),
                invoice.state() == Invoice.State.VOIDED,
                invoice.state() == Invoice.State.SETTLED,
                invoice.issueDate(),
                calendar.zeroRatingDay(invoice.month()),
                Objects.requireNonNull(invoice.supplier()),
                Objects.requireNonNull(invoice.buyer()),
                invoice.supplyWon(),
                invoice.vatWon(),
                invoice.creditNotes().stream().mapToLong(CreditNote::supplyWon).sum(),
                invoice.creditNotes().stream().mapToLong(CreditNote::vatWon).sum(),
                invoice.lines().stream()
                        .map(line -> new Line(line.month(), line.model(), line.won()))
                        .toList());
    }

    /**
     * What a final invoice says.
     *
     * @param zeroRatedUntil last day on which a letter of credit makes its supply zero-rated
     * @param notedSupplyWon supply value taken back by credit notes
     * @param notedVatWon VAT of it
     */
    public record FinalInvoice(
            long id,
            String number,
            String tenant,
            boolean voided,
            boolean settled,
            LocalDate issueDate,
            LocalDate zeroRatedUntil,
            Party supplier,
            Party buyer,
            long supplyWon,
            long vatWon,
            long notedSupplyWon,
            long notedVatWon,
            List<Line> lines) {
        public FinalInvoice {
            lines = List.copyOf(lines);
        }
    }

    /** @param model null for credit applied */
    public record Line(YearMonth month, @Nullable String model, long won) {}
}
