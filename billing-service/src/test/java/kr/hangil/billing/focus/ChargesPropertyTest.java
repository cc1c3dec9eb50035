package kr.hangil.billing.focus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.focus.Charge.Category;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.invoice.InvoiceLine;
import kr.hangil.billing.invoice.Terms;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.money.LargestRemainder;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.money.WonTotal;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class ChargesPropertyTest {

    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    @Property(tries = 300)
    void shouldAddUpToTheInvoiceAndToItsLines(
            @ForAll @Size(min = 1, max = 12) List<@LongRange(min = 0, max = 99_999_999_999L) Long> quantities,
            @ForAll @IntRange(min = 0, max = 100) int percent,
            @ForAll @LongRange(min = 0, max = 1_000) long credit,
            @ForAll Vat vat) {
        Invoice invoice = invoice(quantities, percent, credit, vat);

        List<Charge> charges = Charges.of(invoice, MONTH, List.of());

        assertThat(sum(charges)).isEqualByComparingTo(BigDecimal.valueOf(invoice.totalWon()));
        assertThat(charges).allSatisfy(charge -> {
            assertThat(charge.billedCost().scale()).isZero();
            if (charge.category() == Category.USAGE) {
                assertThat(charge.contractedCost()).isLessThanOrEqualTo(charge.listCost());
            }
        });
        if (percent == 0) {
            assertThat(charges)
                    .filteredOn(charge -> charge.line() != null)
                    .extracting(charge -> charge.billedCost().longValue())
                    .containsExactlyElementsOf(
                            invoice.lines().stream().map(InvoiceLine::won).toList());
        }
        assertThat(Charges.of(invoice, MONTH.plusMonths(1), List.of())).isEmpty();
    }

    /** FOCUS's ChargeClass: what was used in a month that was billed before changes that month's bill. */
    @Example
    void shouldTellUsageOfAnEarlierMonthAsACorrection() {
        Invoice of = invoice(List.of(10_000_000L), 0, 0, Vat.EXCLUSIVE);
        InvoiceLine line = of.lines().getFirst();
        InvoiceLine late = new InvoiceLine(
                line.n(),
                MONTH.minusMonths(1),
                line.model(),
                line.meter(),
                line.terms(),
                line.priceId(),
                line.unitPrice(),
                line.per(),
                line.quantity(),
                line.discountPercent(),
                line.exact(),
                line.won());
        WonTotal total = WonTotal.exclusiveOfVat(new BigDecimal(line.exact()));

        List<Charge> charges = Charges.of(
                invoice(Vat.EXCLUSIVE, BigDecimal.ZERO, BigDecimal.ZERO, total, List.of(late)), MONTH, List.of());

        assertThat(charges)
                .filteredOn(charge -> charge.category() == Category.USAGE)
                .extracting(Charge::correction)
                .containsExactly(true);
        assertThat(Charges.of(of, MONTH, List.of()))
                .extracting(Charge::correction)
                .containsOnly(false);
    }

    private static BigDecimal sum(List<Charge> charges) {
        return charges.stream().map(Charge::billedCost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Lines as a draft has them: usage of up to three models, what tiers take off, a discount behind each, and credit. */
    private static Invoice invoice(List<Long> quantities, int percent, long credit, Vat vat) {
        List<Draft> drafts = new ArrayList<>();
        BigDecimal unit = new BigDecimal("137.5");
        for (int model = 0; model < 3; model++) {
            BigDecimal of = BigDecimal.ZERO;
            for (int i = model; i < quantities.size(); i += 3) {
                BigDecimal exact =
                        unit.multiply(BigDecimal.valueOf(quantities.get(i))).movePointLeft(6);
                of = of.add(exact);
                drafts.add(new Draft("m" + model, "prompt", quantities.get(i), null, exact));
            }
            if (model == 0 && of.signum() > 0) {
                BigDecimal off = of.movePointLeft(1).negate();
                of = of.add(off);
                drafts.add(new Draft("m" + model, "prompt", 0, null, off));
            }
            if (percent > 0 && of.signum() > 0) {
                BigDecimal off = of.multiply(BigDecimal.valueOf(percent))
                        .movePointLeft(2)
                        .negate();
                drafts.add(new Draft("m" + model, null, 0, percent, off));
            }
        }
        BigDecimal charged = drafts.stream().map(Draft::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal paid = BigDecimal.valueOf(credit).min(charged);
        if (paid.signum() > 0) {
            drafts.add(new Draft(null, null, 0, null, paid.negate()));
        }
        WonTotal total = WonTotal.of(vat, charged.subtract(paid));
        List<BigDecimal> exact = drafts.stream().map(Draft::exact).toList();
        List<Long> won = LargestRemainder.apportion(exact, total.supplyWon());
        List<InvoiceLine> lines = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            lines.add(drafts.get(i).line(i + 1, won.get(i)));
        }
        return invoice(vat, charged, paid, total, lines);
    }

    private static Invoice invoice(
            Vat vat, BigDecimal charged, BigDecimal paid, WonTotal total, List<InvoiceLine> lines) {
        return new Invoice(
                1,
                "t",
                MONTH,
                Invoice.State.FINALISED,
                null,
                "HGL-2026-000001",
                LocalDate.of(2026, 11, 30),
                LocalDate.of(2026, 12, 10),
                null,
                "KRW",
                vat,
                ExactWon.text(charged),
                ExactWon.text(paid),
                total.supplyWon(),
                total.vatWon(),
                total.totalWon(),
                0,
                lines,
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

    private record Draft(
            @Nullable String model,
            @Nullable String meter,
            long quantity,
            @Nullable Integer percent,
            BigDecimal exact) {
        InvoiceLine line(int n, long won) {
            boolean used = meter != null;
            return new InvoiceLine(
                    n,
                    MONTH,
                    model,
                    meter,
                    used && quantity == 0 ? Terms.TIERS : null,
                    used ? 1L : null,
                    used ? "137.5" : null,
                    used ? 1_000_000L : null,
                    quantity,
                    percent == null ? null : Integer.toString(percent),
                    ExactWon.text(exact),
                    won);
        }
    }
}
