package kr.hangil.contracts.budget;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Billing's answer to a {@link LeaseRequest}.
 *
 * @param ttlSeconds for how long the holder may spend what it has been granted unless it asks again; billing takes the
 *     rest back some time after that, never before
 * @param data one entry for each ask, in its order
 */
public record LeaseAnswer(int ttlSeconds, List<Granted> data) {
    public LeaseAnswer {
        data = List.copyOf(data);
    }

    /**
     * @param budgets every hard budget that this caller spends from; empty means that nothing limits it
     * @param spending what its key has spent so far; null for a caller without a key
     */
    public record Granted(
            String tenant,
            @Nullable String project,
            @Nullable String keyId,
            List<BudgetLease> budgets,
            @Nullable Spending spending) {
        public Granted {
            budgets = List.copyOf(budgets);
        }
    }

    /**
     * Won before VAT that are charged, in periods of Asia/Seoul.
     *
     * @param day since midnight
     * @param month since the first of the month
     */
    public record Spending(BigDecimal day, BigDecimal month) {}
}
