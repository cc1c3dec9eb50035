package kr.hangil.contracts.budget;

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

    /** @param budgets every hard budget that this caller spends from; empty means that nothing limits it */
    public record Granted(
            String tenant,
            @Nullable String project,
            @Nullable String keyId,
            List<BudgetLease> budgets) {
        public Granted {
            budgets = List.copyOf(budgets);
        }
    }
}
