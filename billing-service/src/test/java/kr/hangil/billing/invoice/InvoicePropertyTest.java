package kr.hangil.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import kr.hangil.billing.invoice.Invoice.CreditNote;
import kr.hangil.billing.invoice.InvoiceLine.Used;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.money.WonTotal;
import kr.hangil.platform.error.PlatformException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class InvoicePropertyTest {

    private static final YearMonth MONTH = YearMonth.of(2026, 10);

    @Property(tries = 300)
    void shouldAddLinesUpToTheSupplyValue(
            @ForAll("amounts") @Size(min = 1, max = 40) List<BigDecimal> amounts,
            @ForAll @IntRange(max = 100) int creditPercent) {
        Invoice invoice = invoice(amounts, creditPercent);

        assertThat(invoice.lines().stream().mapToLong(InvoiceLine::won).sum()).isEqualTo(invoice.supplyWon());
        assertThat(invoice.totalWon()).isEqualTo(invoice.supplyWon() + invoice.vatWon());
        invoice.lines()
                .forEach(line -> assertThat(new BigDecimal(line.exact())
                                .subtract(BigDecimal.valueOf(line.won()))
                                .abs())
                        .isLessThan(BigDecimal.ONE));
    }

    @Property(tries = 300)
    void shouldNeverCreditMoreThanALineOrTheInvoice(
            @ForAll("amounts") @Size(min = 1, max = 8) List<BigDecimal> amounts,
            @ForAll @IntRange(max = 60) int creditPercent,
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 5_000) Integer> asked) {
        Invoice invoice = invoice(amounts, creditPercent);

        for (int i = 0; i < asked.size(); i++) {
            int line = i % invoice.lines().size() + 1;
            invoice = noted(invoice, line, asked.get(i));
        }
        for (int line = 1; line <= amounts.size(); line++) {
            invoice = noted(
                    invoice, line, Math.max(1, invoice.lines().get(line - 1).won() - of(invoice, line)));
        }

        assertThat(invoice.creditNotes().stream()
                        .mapToLong(CreditNote::supplyWon)
                        .sum())
                .isLessThanOrEqualTo(invoice.supplyWon());
        assertThat(invoice.creditNotes().stream().mapToLong(CreditNote::vatWon).sum())
                .isLessThanOrEqualTo(invoice.vatWon());
        for (InvoiceLine line : invoice.lines()) {
            assertThat(of(invoice, line.n())).isLessThanOrEqualTo(Math.max(0, line.won()));
        }
    }

    @Provide
    Arbitrary<List<BigDecimal>> amounts() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(10_000))
                .ofScale(15)
                .list();
    }

    private static long of(Invoice invoice, int line) {
        return invoice.creditNotes().stream()
                .filter(note -> Objects.equals(note.line(), line))
                .mapToLong(CreditNote::supplyWon)
                .sum();
    }

    private static Invoice noted(Invoice invoice, int line, long supply) {
        List<CreditNote> notes = new ArrayList<>(invoice.creditNotes());
        Throwable refused = catchThrowable(() -> notes.add(new CreditNote(
                notes.size(), line, supply, CreditNotes.vat(invoice, line, supply), "r", Instant.EPOCH)));
        assertThat(refused)
                .satisfiesAnyOf(e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(PlatformException.class));
        return with(invoice, notes);
    }

    private static Invoice invoice(List<BigDecimal> amounts, int creditPercent) {
        BigDecimal exact = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal credit = exact.multiply(BigDecimal.valueOf(creditPercent, 2)).setScale(15, RoundingMode.DOWN);
        WonTotal total = WonTotal.exclusiveOfVat(exact.subtract(credit));
        List<Used> used = amounts.stream()
                .map(amount -> new Used(MONTH, "m", "prompt", 1L, BigDecimal.ONE, 1L, 1, null, null, amount))
                .collect(Collectors.toList());
        return new Invoice(
                1,
                "t",
                MONTH,
                Invoice.State.FINALISED,
                null,
                "N",
                LocalDate.EPOCH,
                LocalDate.EPOCH,
                null,
                "KRW",
                Vat.EXCLUSIVE,
                exact.toPlainString(),
                credit.toPlainString(),
                total.supplyWon(),
                total.vatWon(),
                total.totalWon(),
                0,
                InvoiceLine.of(MONTH, used, credit, Vat.EXCLUSIVE, total.supplyWon()),
                List.of(),
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null);
    }

    private static Invoice with(Invoice i, List<CreditNote> notes) {
        return new Invoice(
                i.id(),
                i.tenant(),
                i.month(),
                i.state(),
                null,
                i.number(),
                i.issueDate(),
                i.dueDate(),
                i.daysLeft(),
                i.currency(),
                i.vat(),
                i.exact(),
                i.credit(),
                i.supplyWon(),
                i.vatWon(),
                i.totalWon(),
                0,
                i.lines(),
                notes,
                null,
                null,
                null,
                null,
                i.draftedAt(),
                null,
                null,
                null,
                null,
                null);
    }
}
