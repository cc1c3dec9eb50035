package kr.hangil.contracts.budget;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway asks billing for at {@code POST /v1/budgets/leases}: room to spend, before it spends it.
 *
 * @param holder the gateway, named as in the {@code source} of its usage events: that is how spending meets its lease
 * @param fresh whether the holder has just started and remembers no lease: billing then takes back what its usage
 *     events have not used up
 * @param asks callers to spend for, at most 1,000
 * @param returns room the holder gives back
 */
public record LeaseRequest(String holder, boolean fresh, List<Ask> asks, List<Return> returns) {
    public LeaseRequest {
        asks = List.copyOf(asks);
        returns = List.copyOf(returns);
    }

    /**
     * @param want won that the holder would like to add to its room in each budget of this caller; zero asks for the
     *     budgets' state alone
     */
    public record Ask(
            String tenant,
            @Nullable String project,
            @Nullable String keyId,
            BigDecimal want) {}

    /**
     * @param budget {@link BudgetLease#budget()}
     * @param unused won, at most what was granted and neither spent nor returned
     */
    public record Return(String budget, BigDecimal unused) {}
}
