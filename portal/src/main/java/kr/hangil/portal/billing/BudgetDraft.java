package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget to be set.
 *
 * @param scopeId the project or key; null for the tenant's own budget
 * @param limitWon won before VAT, 0 to 10^15
 * @param hard whether it holds spending back
 * @param alertThresholds percent of the limit, 1 to 1,000 each, at most 10
 * @param webhookUrl where alerts are posted; null for nowhere
 * @param email where alerts are sent; null for nowhere
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetDraft(
        Budget.Scope scope,
        @Nullable String scopeId,
        Budget.Period period,
        long limitWon,
        boolean hard,
        List<Integer> alertThresholds,
        @Nullable String webhookUrl,
        @Nullable String email) {

    public BudgetDraft {
        alertThresholds = List.copyOf(alertThresholds);
    }
}
