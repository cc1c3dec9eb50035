package kr.hangil.billing.rating;

import java.math.BigDecimal;
import java.util.List;

/** What rating an event came to. */
public sealed interface Rating {

    /**
     * All that was used has a price.
     *
     * @param lines one a meter, none for a meter that was not used
     */
    record Rated(List<Line> lines) implements Rating {
        public Rated {
            lines = List.copyOf(lines);
        }

        /** What the lines come to, exact. */
        public BigDecimal amount() {
            BigDecimal amount = BigDecimal.ZERO;
            for (Line line : lines) {
                amount = amount.add(line.amount());
            }
            return amount;
        }
    }

    /**
     * At least one meter was used and has no price; nothing of the event is charged until it has.
     *
     * @param missing the first such meter
     */
    record Unrated(Meter missing) implements Rating {}

    /**
     * One exact line.
     *
     * @param meter what was counted
     * @param priceId the price that was in force
     * @param quantity whole units of the meter, > 0
     * @param amount won, exact, {@value Price#CHARGE_SCALE} decimals
     */
    record Line(Meter meter, long priceId, long quantity, BigDecimal amount) {}
}
