package kr.hangil.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.money.LargestRemainder;
import kr.hangil.billing.money.Vat;
import kr.hangil.billing.rating.Meter;
import kr.hangil.billing.rating.Unit;
import org.jspecify.annotations.Nullable;

/**
 * One line.
 *
 * @param n 1, 2, …
 * @param month the month of the usage; earlier than the invoice's for usage that came late
 * @param model served name; null for credit applied
 * @param meter what was counted; null for a discount and for credit applied
 * @param terms set on a line that makes usage cheaper or dearer than it was charged at; its quantity is 0, for the line of
 *     that usage has it
 * @param priceId the price that was in force; null for a discount and for credit applied
 * @param unitPrice won for {@code per} units of the meter, a plain decimal; null for a discount and for credit applied
 * @param quantity whole units of the meter
 * @param discountPercent what the tenant's contract takes off the other lines of this month and model, a plain decimal;
 *     null for every line that is no discount
 * @param exact won, a plain decimal; negative for a discount and for credit applied; with VAT where prices include it
 * @param won whole won by largest remainder: all lines add up to the supply value
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record InvoiceLine(
        int n,
        YearMonth month,
        @Nullable String model,
        @Nullable String meter,
        @Nullable Terms terms,
        @Nullable Long priceId,
        @Nullable String unitPrice,
        @Nullable Long per,
        long quantity,
        @Nullable String discountPercent,
        String exact,
        long won) {

    /** What {@code quantity} and {@code per} count; null where there is no meter. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public @Nullable Unit unit() {
        return meter == null ? null : Meter.of(meter).unit();
    }

    /**
     * Lines for what was used and discounted, and one for the credit that paid for some of it.
     *
     * @param supplyWon what their won add up to
     */
    static List<InvoiceLine> of(YearMonth month, List<Used> used, BigDecimal credit, Vat vat, long supplyWon) {
        List<Used> parts = new ArrayList<>(used);
        if (credit.signum() > 0) {
            parts.add(new Used(month, null, null, null, null, null, 0, null, null, credit.negate()));
        }
        List<BigDecimal> exact = parts.stream().map(Used::exact).toList();
        List<Long> won =
                vat == Vat.EXCLUSIVE ? LargestRemainder.apportion(exact) : LargestRemainder.apportion(exact, supplyWon);
        List<InvoiceLine> lines = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Used part = parts.get(i);
            BigDecimal unit = part.unitPrice();
            BigDecimal percent = part.discountPercent();
            lines.add(new InvoiceLine(
                    i + 1,
                    part.month(),
                    part.model(),
                    part.meter(),
                    part.terms(),
                    part.priceId(),
                    unit == null ? null : ExactWon.text(unit),
                    part.per(),
                    part.quantity(),
                    percent == null ? null : percent.stripTrailingZeros().toPlainString(),
                    ExactWon.text(part.exact()),
                    won.get(i)));
        }
        return lines;
    }

    /**
     * What of a month is not billed yet, on one meter at one price; or what terms or a discount make of it.
     *
     * @param terms set for what terms make of it only
     * @param discountPercent set for a discount only
     */
    record Used(
            YearMonth month,
            @Nullable String model,
            @Nullable String meter,
            @Nullable Long priceId,
            @Nullable BigDecimal unitPrice,
            @Nullable Long per,
            long quantity,
            @Nullable Terms terms,
            @Nullable BigDecimal discountPercent,
            BigDecimal exact) {

        /** What {@code terms} add to the usage at this price. */
        Used adjusted(Terms by, BigDecimal added) {
            return new Used(month, model, meter, priceId, unitPrice, per, 0, by, null, added);
        }
    }
}
