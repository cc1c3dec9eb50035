package kr.hangil.billing.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook is told.
 *
 * @param id the same however often it is delivered
 * @param type {@value #TYPE}
 * @param scopeId the project or key; null for the tenant's own budget
 * @param periodStart first instant of the period
 * @param threshold percent of the limit that was reached
 * @param spent won when the alert was raised, a plain decimal
 * @param hard whether the budget holds spending back
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record BudgetAlert(
        String id,
        String type,
        String tenant,
        long budget,
        String scope,
        @Nullable String scopeId,
        String period,
        Instant periodStart,
        int threshold,
        long limitWon,
        String spent,
        boolean hard,
        Instant raisedAt) {

    static final String TYPE = "kr.hangil.budget.alert.v1";
}
