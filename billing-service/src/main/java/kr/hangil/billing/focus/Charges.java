package kr.hangil.billing.focus;

import static kr.hangil.billing.export.Table.SCALE;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import kr.hangil.billing.contract.Contract;
import kr.hangil.billing.focus.Charge.Category;
import kr.hangil.billing.focus.Charge.Sku;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.invoice.Invoice.CreditNote;
import kr.hangil.billing.invoice.InvoiceLine;
import kr.hangil.billing.money.LargestRemainder;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/** From invoices to the charges of a month. */
final class Charges {

    private static final BigDecimal ELEVEN = BigDecimal.valueOf(11);

    private Charges() {}

    /**
     * What {@code invoice} billed, if {@code month} is its own, and what credit notes of {@code month} took back of it.
     *
     * @param contracts of the invoice's tenant
     */
    static List<Charge> of(Invoice invoice, YearMonth month, List<Contract> contracts) {
        List<Charge> charges = new ArrayList<>();
        if (invoice.month().equals(month)) {
            charges.addAll(billed(invoice, contracts));
        }
        invoice.creditNotes().stream()
                .filter(note -> month.equals(YearMonth.from(note.notedAt().atZone(SpendPeriod.ZONE))))
                .forEach(note -> charges.addAll(takenBack(invoice, note, month)));
        return charges;
    }

    private static List<Charge> billed(Invoice invoice, List<Contract> contracts) {
        List<Charge> charges = new ArrayList<>();
        Map<Used, List<InvoiceLine>> groups = invoice.lines().stream()
                .filter(line -> line.model() != null)
                .collect(Collectors.groupingBy(Used::of, LinkedHashMap::new, Collectors.toList()));
        groups.forEach((used, lines) -> {
            Long contract = contract(contracts, used.month());
            used(invoice, lines).forEach(charge -> charges.add(charge.under(contract)));
        });
        invoice.lines().stream()
                .filter(line -> line.model() == null)
                .map(line -> Charge.flat(
                        invoice,
                        Category.CREDIT,
                        late(invoice, line),
                        "Prepaid credit applied",
                        invoice.month(),
                        line.month(),
                        BigDecimal.valueOf(line.won()),
                        line.n()))
                .forEach(charges::add);
        if (invoice.vatWon() != 0) {
            charges.add(vat(invoice, charges));
        }
        return charges;
    }

    /**
     * Usage of one month and model. FOCUS wants a discount in the rows it is on and not in one of its own: the group's won, those
     * of the discount among them, are shared by its other lines.
     */
    private static List<Charge> used(Invoice invoice, List<InvoiceLine> group) {
        List<InvoiceLine> lines =
                group.stream().filter(line -> line.discountPercent() == null).toList();
        BigDecimal percent = group.stream()
                .map(InvoiceLine::discountPercent)
                .filter(Objects::nonNull)
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        List<Long> won = percent.signum() == 0
                ? lines.stream().map(InvoiceLine::won).toList()
                : LargestRemainder.apportion(
                        lines.stream().map(line -> new BigDecimal(line.exact())).toList(),
                        group.stream().mapToLong(InvoiceLine::won).sum());
        List<Charge> charges = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            charges.add(used(invoice, lines.get(i), percent, BigDecimal.valueOf(won.get(i))));
        }
        return charges;
    }

    private static Charge used(Invoice invoice, InvoiceLine line, BigDecimal percent, BigDecimal won) {
        String description = line.model() + ": " + line.meter() + ", " + line.month();
        Sku sku = sku(invoice, line, percent);
        if (sku == null) {
            return Charge.flat(
                    invoice,
                    Category.ADJUSTMENT,
                    late(invoice, line),
                    description,
                    invoice.month(),
                    line.month(),
                    won,
                    line.n());
        }
        return new Charge(
                invoice,
                Category.USAGE,
                late(invoice, line),
                description,
                invoice.month(),
                line.month(),
                won,
                cost(sku.listUnitPrice(), sku),
                cost(sku.contractedUnitPrice(), sku),
                sku,
                line.n(),
                percent.signum() == 0 ? null : percent,
                null);
    }

    /** What was used; null for a line that changes what was used costs, and counts nothing. */
    private static @Nullable Sku sku(Invoice invoice, InvoiceLine line, BigDecimal percent) {
        if (line.model() == null
                || line.meter() == null
                || line.priceId() == null
                || line.unitPrice() == null
                || line.per() == null
                || line.quantity() == 0) {
            return null;
        }
        BigDecimal price = new BigDecimal(line.unitPrice());
        BigDecimal list = invoice.vat() == Vat.EXCLUSIVE
                ? price
                : price.multiply(BigDecimal.TEN).divide(ELEVEN, SCALE, RoundingMode.HALF_UP);
        BigDecimal left = BigDecimal.ONE.subtract(percent.movePointLeft(2));
        return new Sku(
                line.model(),
                line.meter(),
                line.priceId(),
                line.per(),
                line.quantity(),
                list,
                list.multiply(left).setScale(SCALE, RoundingMode.HALF_UP));
    }

    private static BigDecimal cost(BigDecimal unitPrice, Sku sku) {
        return unitPrice.multiply(sku.pricingQuantity()).setScale(SCALE, RoundingMode.HALF_UP);
    }

    private static Charge vat(Invoice invoice, List<Charge> taxed) {
        BigDecimal list = taxed.stream().map(Charge::listCost).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal contracted = taxed.stream().map(Charge::contractedCost).reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Charge(
                invoice,
                Category.TAX,
                false,
                "Value added tax (부가가치세) 10 %",
                invoice.month(),
                invoice.month(),
                BigDecimal.valueOf(invoice.vatWon()),
                tenth(list),
                tenth(contracted),
                null,
                null,
                null,
                null);
    }

    private static @Nullable Long contract(List<Contract> contracts, YearMonth month) {
        return contracts.stream()
                .filter(contract -> contract.holdsIn(month))
                .map(Contract::id)
                .findFirst()
                .orElse(null);
    }

    private static BigDecimal tenth(BigDecimal cost) {
        return cost.movePointLeft(1).setScale(SCALE, RoundingMode.HALF_UP);
    }

    private static List<Charge> takenBack(Invoice invoice, CreditNote note, YearMonth month) {
        Integer of = note.line();
        YearMonth charged = invoice.lines().stream()
                .filter(line -> of != null && line.n() == of)
                .map(InvoiceLine::month)
                .findFirst()
                .orElse(invoice.month());
        String description = "Taken back of " + (of == null ? "VAT" : "line " + of) + ": " + note.reason();
        List<Charge> charges = new ArrayList<>();
        if (note.supplyWon() != 0) {
            charges.add(Charge.flat(
                    invoice,
                    Category.ADJUSTMENT,
                    true,
                    description,
                    month,
                    charged,
                    BigDecimal.valueOf(-note.supplyWon()),
                    of));
        }
        if (note.vatWon() != 0) {
            charges.add(Charge.flat(
                    invoice, Category.TAX, true, description, month, charged, BigDecimal.valueOf(-note.vatWon()), of));
        }
        return charges;
    }

    /** A line of an earlier month changes what that month was billed. */
    private static boolean late(Invoice invoice, InvoiceLine line) {
        return line.month().isBefore(invoice.month());
    }

    private record Used(YearMonth month, @Nullable String model) {
        static Used of(InvoiceLine line) {
            return new Used(line.month(), line.model());
        }
    }
}
