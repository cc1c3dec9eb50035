package kr.hangil.contracts.budget;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A holder's room in one budget for one period.
 *
 * @param budget opaque id of this budget in this period: the next period is another id
 * @param scope whose budget it is
 * @param period what it is counted over, in Asia/Seoul
 * @param limit won; for {@link Scope#CREDIT}, everything that was granted to the tenant
 * @param spent won that are spent or set aside for some gateway, this one included
 * @param granted won added to this holder's room by this answer, 0 to what it asked for; zero means that none is left
 * @param resetsAt when the period ends; null for a credit
 */
public record BudgetLease(
        String budget,
        Scope scope,
        Period period,
        BigDecimal limit,
        BigDecimal spent,
        BigDecimal granted,
        @Nullable Instant resetsAt) {

    /** Whose budget it is. An exhausted credit is a 402, any other budget a 403. */
    public enum Scope {
        @JsonProperty("tenant")
        TENANT,
        @JsonProperty("project")
        PROJECT,
        @JsonProperty("key")
        KEY,
        @JsonProperty("credit")
        CREDIT
    }

    /** What a budget is counted over. */
    public enum Period {
        @JsonProperty("day")
        DAY,
        @JsonProperty("month")
        MONTH,
        @JsonProperty("none")
        NONE
    }
}
