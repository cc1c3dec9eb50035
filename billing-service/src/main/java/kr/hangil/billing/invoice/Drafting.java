package kr.hangil.billing.invoice;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import kr.hangil.billing.invoice.InvoiceStore.Drafted;
import kr.hangil.billing.money.WonTotal;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** From what was rated to a draft: the same parts and credit always make the same draft. */
final class Drafting {

    private Drafting() {}

    /**
     * The draft of {@code month}.
     *
     * @throws PlatformException {@code conflict} when there is nothing to bill, or less than nothing
     */
    static Drafted draft(
            InvoiceConfig config,
            String tenant,
            YearMonth month,
            RatedMonths rated,
            BigDecimal unappliedCredit,
            BigDecimal mean) {
        if (rated.parts().isEmpty()) {
            throw new PlatformException(ErrorCode.CONFLICT, "there is nothing to bill of " + month + " or before");
        }
        BigDecimal exact = rated.exact();
        if (exact.signum() < 0) {
            throw new PlatformException(
                    ErrorCode.CONFLICT,
                    "late usage moved %s into cheaper tiers: %s won less are owed, which the next draft takes off"
                            .formatted(
                                    month, exact.negate().stripTrailingZeros().toPlainString()));
        }
        BigDecimal credit = unappliedCredit.max(BigDecimal.ZERO).min(exact);
        WonTotal total = WonTotal.of(rated.vat(), exact.subtract(credit));
        InvoiceCalendar calendar = InvoiceCalendar.of(config);
        return new Drafted(
                tenant,
                month,
                calendar.issueDate(month),
                calendar.dueDate(month),
                rated.vat(),
                exact,
                credit,
                total,
                InvoiceLine.of(month, rated.parts(), credit, rated.vat(), total.supplyWon()),
                runaway(config, exact, mean));
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
}
