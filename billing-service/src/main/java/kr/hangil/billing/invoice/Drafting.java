package kr.hangil.billing.invoice;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kr.hangil.billing.invoice.InvoiceLine.Used;
import kr.hangil.billing.invoice.InvoiceStore.Drafted;
import kr.hangil.billing.invoice.InvoiceStore.Unbilled;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.money.WonTotal;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** From what is not billed yet to a draft: the same usage, terms and credit always make the same draft. */
final class Drafting {

    /** Decimals of an exact amount; a discount is the one thing that has to be rounded to them. */
    private static final int EXACT_SCALE = 15;

    private Drafting() {}

    /**
     * The draft of {@code month}. An invoice has VAT on top or inside, never both: where months that are open differ in
     * that, it bills those that agree with the latest of them and leaves the others to the next draft.
     *
     * @throws PlatformException {@code conflict} when there is nothing to bill
     */
    static Drafted draft(
            InvoiceConfig config,
            String tenant,
            YearMonth month,
            List<Unbilled> open,
            BigDecimal unappliedCredit,
            BigDecimal mean) {
        if (open.isEmpty()) {
            throw new PlatformException(ErrorCode.CONFLICT, "there is nothing to bill of " + month + " or before");
        }
        Vat vat = open.getLast().vat();
        List<Used> parts =
                discounted(open.stream().filter(part -> part.vat() == vat).toList());
        BigDecimal exact = parts.stream().map(Used::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal credit = unappliedCredit.max(BigDecimal.ZERO).min(exact);
        WonTotal total = WonTotal.of(vat, exact.subtract(credit));
        InvoiceCalendar calendar = new InvoiceCalendar(config.holidays().orElse(Set.of()));
        return new Drafted(
                tenant,
                month,
                calendar.issueDate(month),
                calendar.dueDate(month),
                vat,
                exact,
                credit,
                total,
                InvoiceLine.of(month, parts, credit, vat, total.supplyWon()),
                runaway(config, exact, mean));
    }

    /** What was used, with the discount on a month and model behind it. */
    static List<Used> discounted(List<Unbilled> open) {
        Map<Discounted, List<Used>> groups = new LinkedHashMap<>();
        for (Unbilled part : open) {
            Discounted key = new Discounted(part.used().month(), part.used().model(), part.discountPercent());
            groups.computeIfAbsent(key, unseen -> new ArrayList<>()).add(part.used());
        }
        List<Used> parts = new ArrayList<>();
        groups.forEach((key, used) -> {
            parts.addAll(used);
            BigDecimal sum = used.stream().map(Used::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal off = sum.multiply(key.percent().movePointLeft(2)).setScale(EXACT_SCALE, RoundingMode.HALF_UP);
            if (off.signum() > 0) {
                parts.add(new Used(key.month(), key.model(), null, null, null, null, 0, key.percent(), off.negate()));
            }
        });
        return parts;
    }

    private static @Nullable String runaway(InvoiceConfig config, BigDecimal exact, BigDecimal mean) {
        boolean much = exact.compareTo(BigDecimal.valueOf(config.runawayLeastWon())) > 0;
        boolean known = mean.signum() > 0;
        return much && known && exact.compareTo(mean.multiply(config.runawayFactor())) > 0
                ? "%s won are more than %s times the mean of the three months before, %s won"
                        .formatted(
                                exact.setScale(0, RoundingMode.DOWN),
                                config.runawayFactor(),
                                mean.setScale(0, RoundingMode.DOWN))
                : null;
    }

    private record Discounted(YearMonth month, @Nullable String model, BigDecimal percent) {}
}
