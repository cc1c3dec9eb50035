package kr.hangil.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import kr.hangil.billing.invoice.InvoiceLine.Used;
import kr.hangil.billing.invoice.RunUsage.MonthUsage;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.money.WonTotal;
import kr.hangil.billing.rating.Tiers;
import kr.hangil.billing.rating.Tiers.Tier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Usage that comes in some goes, each of which is billed before the next one is there. */
class RatedMonthsPropertyTest {

    private static final YearMonth MONTH = YearMonth.of(2026, 10);

    /** A price change in mid-month under tiers, a contract's price and one that is as it is listed. */
    private static final List<Listed> PRICES = List.of(
            new Listed(1, "prompt", "150.123456789", tiers("150.123456789", "100")),
            new Listed(2, "prompt", "200.5", tiers("200.5", "120.000000001")),
            new Listed(3, "completion", "600", Tiers.flat(1_000_000, new BigDecimal("512.3"))),
            new Listed(4, "cached_prompt", "12.000000007", null));

    @Property(tries = 300)
    void shouldComeToTheSameHoweverUsageIsCutIntoRuns(@ForAll("goes") @Size(min = 1, max = 6) List<List<Long>> goes) {
        BigDecimal cut = billed(goes, 0).stream().map(RatedMonths::exact).reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(cut).isEqualByComparingTo(whole(goes, 0).exact());
    }

    /** A discount is the one thing that is rounded, to 15 decimals in each run. */
    @Property(tries = 300)
    void shouldComeToTheSameWithADiscountButForTheFifteenthDecimalOfARun(
            @ForAll("goes") @Size(min = 1, max = 6) List<List<Long>> goes,
            @ForAll @IntRange(min = 1, max = 99_9999) int percent) {
        BigDecimal cut =
                billed(goes, percent).stream().map(RatedMonths::exact).reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(cut.subtract(whole(goes, percent).exact()).abs())
                .isLessThanOrEqualTo(BigDecimal.valueOf(goes.size(), 15));
    }

    @Property(tries = 200)
    void shouldBeTheSameWhenRatedAgainAndAnotherWhenOneTokenMoreWasUsed(
            @ForAll("go") List<Long> go, @ForAll @IntRange(max = 3) int one) {
        RatedMonths rated = whole(List.of(go), 10_0000);
        List<Long> more = new ArrayList<>(go);
        more.set(one, go.get(one) + 1);

        assertThat(whole(List.of(go), 10_0000).fingerprint()).isEqualTo(rated.fingerprint());
        assertThat(whole(List.of(more), 10_0000).fingerprint()).isNotEqualTo(rated.fingerprint());
    }

    @Property(tries = 300)
    void shouldAddLinesOfTermsAndDiscountsUpToTheSupplyValue(
            @ForAll("goes") @Size(min = 1, max = 4) List<List<Long>> goes,
            @ForAll @IntRange(max = 99_9999) int percent,
            @ForAll Vat vat) {
        for (RatedMonths rated : billed(goes, percent)) {
            if (rated.exact().signum() >= 0) {
                WonTotal total = WonTotal.of(vat, rated.exact());
                List<InvoiceLine> lines = InvoiceLine.of(MONTH, rated.parts(), BigDecimal.ZERO, vat, total.supplyWon());

                assertThat(lines.stream().mapToLong(InvoiceLine::won).sum()).isEqualTo(total.supplyWon());
            }
        }
    }

    @Provide
    Arbitrary<List<List<Long>>> goes() {
        return go().list();
    }

    /** Tokens at each price. */
    @Provide
    Arbitrary<List<Long>> go() {
        return Arbitraries.longs().between(0, 3_000_000).list().ofSize(PRICES.size());
    }

    private static RatedMonths whole(List<List<Long>> goes, int percent) {
        return RatedMonths.of(usage(sums(goes), new LinkedHashMap<>(), percent));
    }

    /** What each go comes to, when those before it are billed. */
    private static List<RatedMonths> billed(List<List<Long>> goes, int percent) {
        List<RatedMonths> runs = new ArrayList<>();
        Map<Long, List<Used>> billed = new LinkedHashMap<>();
        for (int i = 1; i <= goes.size(); i++) {
            RatedMonths rated = RatedMonths.of(usage(sums(goes.subList(0, i)), billed, percent));
            rated.parts().stream()
                    .filter(part -> part.priceId() != null)
                    .forEach(part -> billed.computeIfAbsent(part.priceId(), unseen -> new ArrayList<>())
                            .add(part));
            runs.add(rated);
        }
        return runs;
    }

    private static List<Long> sums(List<List<Long>> goes) {
        List<Long> sums = new ArrayList<>();
        for (int price = 0; price < PRICES.size(); price++) {
            int at = price;
            sums.add(goes.stream().mapToLong(go -> go.get(at)).sum());
        }
        return sums;
    }

    private static List<MonthUsage> usage(List<Long> quantities, Map<Long, List<Used>> billed, int percent) {
        List<MonthUsage> usage = new ArrayList<>();
        for (int i = 0; i < PRICES.size(); i++) {
            Listed price = PRICES.get(i);
            long quantity = quantities.get(i);
            if (quantity > 0) {
                usage.add(price.used(
                        quantity, billed.getOrDefault(price.id(), List.of()), BigDecimal.valueOf(percent, 4)));
            }
        }
        return usage;
    }

    private static Tiers tiers(String middle, String above) {
        return new Tiers(
                1_000_000,
                List.of(
                        new Tier(500_000L, BigDecimal.ZERO),
                        new Tier(4_000_000L, new BigDecimal(middle)),
                        new Tier(null, new BigDecimal(above))));
    }

    private record Listed(
            long id, String meter, String amount, @Nullable Tiers tiers) {

        MonthUsage used(long quantity, List<Used> billed, BigDecimal percent) {
            BigDecimal charged = new BigDecimal(amount)
                    .multiply(BigDecimal.valueOf(quantity))
                    .movePointLeft(6)
                    .setScale(15);
            long billedQuantity = billed.stream().mapToLong(Used::quantity).sum();
            return new MonthUsage(
                    new Used(
                            MONTH,
                            "m",
                            meter,
                            id,
                            new BigDecimal(amount),
                            1_000_000L,
                            quantity - billedQuantity,
                            null,
                            null,
                            charged.subtract(sum(billed, part -> part.terms() == null))),
                    quantity,
                    charged,
                    tiers,
                    id == 3 ? Terms.CONTRACT_PRICE : Terms.TIERS,
                    sum(billed, part -> part.terms() != null),
                    Vat.EXCLUSIVE,
                    percent);
        }

        private static BigDecimal sum(List<Used> billed, Predicate<Used> of) {
            return billed.stream().filter(of).map(Used::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }
}
