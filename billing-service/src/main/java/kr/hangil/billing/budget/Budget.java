package kr.hangil.billing.budget;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import kr.hangil.billing.spending.SpendPeriod;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it stands in the period that is running.
 *
 * @param id its number
 * @param scopeId the project or key; null for the tenant's own budget
 * @param limitWon won before VAT
 * @param webhookSecret what alerts are signed with; told only when the address is set, null otherwise
 * @param spent won of this period, a plain decimal
 * @param leased won that gateways hold beyond what they have spent, a plain decimal; zero for a soft budget
 * @param remaining {@code limitWon} less {@code spent}, not below zero: leased won are part of it
 * @param resetsAt first instant of the next period
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Budget(
        long id,
        String tenant,
        BudgetDraft.Scope scope,
        @Nullable String scopeId,
        SpendPeriod period,
        long limitWon,
        boolean hard,
        List<Integer> alertThresholds,
        @Nullable String webhookUrl,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String webhookSecret,
        @Nullable String email,
        String spent,
        String leased,
        String remaining,
        Instant resetsAt,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy) {

    Budget {
        alertThresholds = List.copyOf(alertThresholds);
    }

    /** As before, but silent about the secret. */
    Budget withoutSecret() {
        return new Budget(
                id,
                tenant,
                scope,
                scopeId,
                period,
                limitWon,
                hard,
                alertThresholds,
                webhookUrl,
                null,
                email,
                spent,
                leased,
                remaining,
                resetsAt,
                createdAt,
                createdBy,
                changedAt,
                changedBy);
    }

    @Override
    public String toString() {
        return "Budget[" + id + " of " + tenant + "]";
    }
}
