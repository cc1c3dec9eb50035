package kr.hangil.billing.tax;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kr.hangil.billing.invoice.FinalInvoices.FinalInvoice;
import kr.hangil.billing.invoice.FinalInvoices.Line;
import kr.hangil.billing.tax.TaxDocument.Item;
import org.jspecify.annotations.Nullable;

/** Makes documents of invoices: one item for each model and month, VAT shared out so that the items add up. */
final class TaxDocuments {

    private static final String ITEM = "AI 모델 이용료";
    private static final String CREDIT = "선불 크레딧 차감";

    private TaxDocuments() {}

    static TaxDocument normal(FinalInvoice invoice) {
        return new TaxDocument(
                invoice.number(),
                null,
                false,
                null,
                invoice.issueDate(),
                invoice.supplier(),
                invoice.buyer(),
                invoice.supplyWon(),
                invoice.vatWon(),
                Math.addExact(invoice.supplyWon(), invoice.vatWon()),
                !invoice.settled(),
                null,
                items(invoice));
    }

    /**
     * A correction of one sum.
     *
     * @param zeroRated whether its supply bears no VAT, {@code vat} being 0
     * @param date 작성일자: the original's for a wrong or double entry, the day its cause arose for the others
     * @param supply won, negative for what is taken back
     */
    static TaxDocument correction(
            FinalInvoice invoice,
            Correction code,
            boolean zeroRated,
            String original,
            LocalDate date,
            long supply,
            long vat,
            String remark) {
        String item = "%s (%s%s)".formatted(ITEM, code.korean(), zeroRated ? ", 영세율" : "");
        return new TaxDocument(
                invoice.number(),
                code.code(),
                zeroRated,
                original,
                date,
                invoice.supplier(),
                invoice.buyer(),
                supply,
                vat,
                Math.addExact(supply, vat),
                true,
                remark,
                List.of(new Item(date, item, null, null, supply, vat)));
    }

    private static List<Item> items(FinalInvoice invoice) {
        Map<Key, Long> sums = new LinkedHashMap<>();
        for (Line line : invoice.lines()) {
            sums.merge(new Key(line.month(), line.model()), line.won(), Math::addExact);
        }
        if (sums.size() > TaxDocument.MAX_ITEMS) {
            sums = Map.of(new Key(YearMonth.from(invoice.issueDate()), "전체"), invoice.supplyWon());
        }
        List<Item> items = new ArrayList<>(sums.size());
        long supply = 0;
        long vat = 0;
        int left = sums.size();
        for (Map.Entry<Key, Long> sum : sums.entrySet()) {
            supply += sum.getValue();
            left--;
            long vatSoFar = left == 0 ? invoice.vatWon() : Math.min(Math.floorDiv(supply, 10), invoice.vatWon());
            Key key = sum.getKey();
            String name = key.model() == null ? CREDIT : ITEM + " " + key.model();
            LocalDate date = key.month().atEndOfMonth();
            items.add(new Item(date, name, key.month().toString(), null, sum.getValue(), vatSoFar - vat));
            vat = vatSoFar;
        }
        return items;
    }

    private record Key(YearMonth month, @Nullable String model) {}
}
