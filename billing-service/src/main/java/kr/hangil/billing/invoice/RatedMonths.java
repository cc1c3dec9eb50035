package kr.hangil.billing.invoice;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import kr.hangil.billing.digest.Sha256;
import kr.hangil.billing.invoice.InvoiceLine.Used;
import kr.hangil.billing.invoice.RunUsage.MonthUsage;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.rating.MonthlyTerms;
import kr.hangil.billing.rating.MonthlyTerms.Slice;
import org.jspecify.annotations.Nullable;

/**
 * What the months of a run come to: usage at the prices it was charged at, then what tiers and contract prices make of it,
 * then discounts. A pure function of its usage.
 *
 * @param vat of all parts
 * @param parts empty where nothing is open
 */
record RatedMonths(Vat vat, List<Used> parts) {

    /** Decimals of an exact amount; a discount is the one thing that has to be rounded to them. */
    private static final int EXACT_SCALE = 15;

    RatedMonths {
        parts = List.copyOf(parts);
    }

    /**
     * Rates {@code usage}. An invoice has VAT on top or inside, never both: where months that are open differ in that, those
     * that agree with the latest of them are rated and the others left to the next draft.
     *
     * @param usage by month, model, and the time from which prices held
     */
    static RatedMonths of(List<MonthUsage> usage) {
        Map<YearMonth, List<MonthUsage>> open = usage.stream()
                .collect(Collectors.groupingBy(one -> one.open().month(), LinkedHashMap::new, Collectors.toList()));
        open.values()
                .removeIf(month -> month.stream().allMatch(one -> one.open().quantity() == 0));
        if (open.isEmpty()) {
            return new RatedMonths(Vat.EXCLUSIVE, List.of());
        }
        Vat vat = open.values().stream().toList().getLast().getFirst().vat();
        Map<Group, List<Used>> groups = new LinkedHashMap<>();
        open.values().stream().filter(month -> month.getFirst().vat() == vat).forEach(month -> add(groups, month));
        List<Used> parts = new ArrayList<>();
        groups.forEach((group, used) -> {
            parts.addAll(used);
            BigDecimal off =
                    sum(used).multiply(group.percent().movePointLeft(2)).setScale(EXACT_SCALE, RoundingMode.HALF_UP);
            if (off.signum() != 0) {
                parts.add(new Used(
                        group.month(), group.model(), null, null, null, null, 0, null, group.percent(), off.negate()));
            }
        });
        return new RatedMonths(vat, parts);
    }

    BigDecimal exact() {
        return sum(parts);
    }

    /** SHA-256 over every part, in order. */
    byte[] fingerprint() {
        return Sha256.of("kr.hangil.rating-run/1 " + vat + "\n"
                + parts.stream().map(RatedMonths::line).collect(Collectors.joining("\n")));
    }

    private static void add(Map<Group, List<Used>> groups, List<MonthUsage> month) {
        for (MonthUsage one : month) {
            List<Used> group = groups.computeIfAbsent(Group.of(one), unseen -> new ArrayList<>());
            if (one.open().quantity() != 0) {
                group.add(one.open());
            }
        }
        Map<String, List<MonthUsage>> meters = month.stream()
                .collect(Collectors.groupingBy(
                        one -> one.open().model() + "\n" + one.open().meter(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        meters.values().forEach(meter -> adjust(groups, meter));
    }

    private static void adjust(Map<Group, List<Used>> groups, List<MonthUsage> meter) {
        List<BigDecimal> adjustments = MonthlyTerms.adjustments(meter.stream()
                .map(one -> new Slice(one.quantity(), one.charged(), one.tiers()))
                .toList());
        for (int i = 0; i < meter.size(); i++) {
            MonthUsage one = meter.get(i);
            BigDecimal open = adjustments.get(i).subtract(one.adjusted());
            if (open.signum() != 0) {
                Objects.requireNonNull(groups.get(Group.of(one))).add(one.open().adjusted(one.terms(), open));
            }
        }
    }

    private static BigDecimal sum(List<Used> parts) {
        return parts.stream().map(Used::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String line(Used part) {
        return "%s|%s|%s|%s|%s|%d|%s|%s"
                .formatted(
                        part.month(),
                        part.model(),
                        part.meter(),
                        part.priceId(),
                        part.terms(),
                        part.quantity(),
                        plain(part.discountPercent()),
                        plain(part.exact()));
    }

    private static @Nullable String plain(@Nullable BigDecimal number) {
        return number == null ? null : number.stripTrailingZeros().toPlainString();
    }

    /** What one discount is taken off. */
    private record Group(YearMonth month, @Nullable String model, BigDecimal percent) {
        static Group of(MonthUsage one) {
            return new Group(one.open().month(), one.open().model(), one.discountPercent());
        }
    }
}
