package kr.hangil.portal.invoices;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import kr.hangil.portal.billing.Invoice;
import kr.hangil.portal.upstream.Part;

/**
 * What the page of invoices shows.
 *
 * @param invoices every final invoice, latest first
 * @param page the page in view, 1 or more
 * @param month the month that is running, which the next invoice bills
 */
record InvoicesPage(Part<List<Invoice>> invoices, int page, YearMonth month) {

    static final int PAGE_SIZE = 12;

    /** VAT Act, Article 34③: by the tenth of the month after. */
    private static final int DUE_DAY = 10;

    /** Those in view. */
    public List<Invoice> shown() {
        List<Invoice> all = invoices.content();
        int from = Math.min(all.size(), (page - 1) * PAGE_SIZE);
        return all.subList(from, Math.min(all.size(), from + PAGE_SIZE));
    }

    public boolean hasOlder() {
        return invoices.content().size() > page * PAGE_SIZE;
    }

    public boolean isFirst() {
        return page == 1;
    }

    public int newer() {
        return page - 1;
    }

    public int older() {
        return page + 1;
    }

    /** When the invoice of the running month comes at the latest, holidays apart. */
    public LocalDate nextDue() {
        return month.plusMonths(1).atDay(DUE_DAY);
    }
}
