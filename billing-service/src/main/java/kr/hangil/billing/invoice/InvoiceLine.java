package kr.hangil.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import kr.hangil.billing.money.ExactWon;
import kr.hangil.billing.money.LargestRemainder;
import org.jspecify.annotations.Nullable;

/**
 * One line.
 *
 * @param n 1, 2, …
 * @param month the month of the usage; earlier than the invoice's for usage that came late
 * @param model served name; null for credit applied
 * @param meter what was counted; null for credit applied
 * @param priceId the price that was in force; null for credit applied
 * @param unitPrice won for {@code per} tokens, a plain decimal; null for credit applied
 * @param quantity tokens
 * @param exact won, a plain decimal; negative for credit applied
 * @param won whole won by largest remainder: all lines add up to the supply value
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record InvoiceLine(
        int n,
        YearMonth month,
        @Nullable String model,
        @Nullable String meter,
        @Nullable Long priceId,
        @Nullable String unitPrice,
        @Nullable Long per,
        long quantity,
        String exact,
        long won) {

    /** Lines for what was used, and one for the credit that paid for some of it. */
    static List<InvoiceLine> of(YearMonth month, List<Used> used, BigDecimal credit) {
        List<Used> parts = new ArrayList<>(used);
        if (credit.signum() > 0) {
            parts.add(new Used(month, null, null, null, null, null, 0, credit.negate()));
        }
        List<Long> won =
                LargestRemainder.apportion(parts.stream().map(Used::exact).toList());
        List<InvoiceLine> lines = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Used part = parts.get(i);
            BigDecimal unit = part.unitPrice();
            lines.add(new InvoiceLine(
                    i + 1,
                    part.month(),
                    part.model(),
                    part.meter(),
                    part.priceId(),
                    unit == null ? null : ExactWon.text(unit),
                    part.per(),
                    part.quantity(),
                    ExactWon.text(part.exact()),
                    won.get(i)));
        }
        return lines;
    }

    /** What of a month is not billed yet, on one meter at one price. */
    record Used(
            YearMonth month,
            @Nullable String model,
            @Nullable String meter,
            @Nullable Long priceId,
            @Nullable BigDecimal unitPrice,
            @Nullable Long per,
            long quantity,
            BigDecimal exact) {}
}
