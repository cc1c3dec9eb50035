package kr.hangil.billing.statement;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import kr.hangil.billing.invoice.Invoice;
import kr.hangil.billing.invoice.InvoiceLine;

/** A line of an invoice in words. */
record StatementRow(String line, String item, String quantity, String unitPrice, String amount) {

    static List<StatementRow> of(Invoice invoice, Wording words) {
        return invoice.lines().stream()
                .map(line -> new StatementRow(
                        Integer.toString(line.n()),
                        item(invoice, line, words),
                        line.quantity() == 0 ? "" : quantity(line, words),
                        unitPrice(line, words),
                        number(line.won())))
                .toList();
    }

    static String number(long number) {
        return "%,d".formatted(number);
    }

    private static String item(Invoice invoice, InvoiceLine line, Wording words) {
        String item = item(line, words);
        return line.month().equals(invoice.month()) ? item : item + " " + words.text("late", words.month(line.month()));
    }

    private static String item(InvoiceLine line, Wording words) {
        if (line.model() == null) {
            return words.text("credit");
        }
        if (line.discountPercent() != null) {
            return words.text("discount", line.model(), line.discountPercent());
        }
        String meter = line.meter() == null ? "" : words.meter(line.meter());
        return line.quantity() == 0 ? words.text("adjustment", line.model(), meter) : line.model() + " " + meter;
    }

    private static String quantity(InvoiceLine line, Wording words) {
        return words.units(line.unit(), line.quantity());
    }

    private static String unitPrice(InvoiceLine line, Wording words) {
        if (line.unitPrice() == null || line.per() == null || line.quantity() == 0) {
            return "";
        }
        String price = new DecimalFormat("#,##0.#########", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(new BigDecimal(line.unitPrice()));
        return words.text(
                "per", price, line.per() == 1 ? words.unit(line.unit()) : words.units(line.unit(), line.per()));
    }
}
