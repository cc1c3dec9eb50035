package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A budget as it stands in the period that is running. Won are before VAT.
 *
 * @param scopeId the project or key; null for the tenant's own budget
 * @param hard whether it holds spending back
 * @param alertThresholds percent of the limit, ascending
 * @param webhookUrl where alerts are posted; null for nowhere
 * @param webhookSecret what alerts are signed with; told only when the address is set, null otherwise
 * @param email where alerts are sent; null for nowhere
 * @param leased won that gateways hold beyond what they have spent
 * @param remaining limit less spent, not below zero
 * @param resetsAt first instant of the next period
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Budget(
        long id,
        Scope scope,
        @Nullable String scopeId,
        Period period,
        long limitWon,
        boolean hard,
        List<Integer> alertThresholds,
        @Nullable String webhookUrl,
        @Nullable String webhookSecret,
        @Nullable String email,
        BigDecimal spent,
        BigDecimal leased,
        BigDecimal remaining,
        Instant resetsAt) {

    public Budget {
        alertThresholds = List.copyOf(alertThresholds);
    }

    /** Whose spending is counted. */
    public enum Scope {
        @JsonProperty("tenant")
        TENANT,
        @JsonProperty("project")
        PROJECT,
        @JsonProperty("key")
        KEY
    }

    /** What spending is counted over; days and months of Asia/Seoul. */
    public enum Period {
        @JsonProperty("day")
        DAY,
        @JsonProperty("month")
        MONTH
    }

    /** Percent of the limit that is spent, rounded down, 0 to 100; a limit of zero is spent from the start. */
    public int percentSpent() {
        if (limitWon == 0) {
            return 100;
        }
        BigDecimal percent =
                spent.multiply(BigDecimal.valueOf(100)).divide(BigDecimal.valueOf(limitWon), 0, RoundingMode.DOWN);
        return percent.max(BigDecimal.ZERO).min(BigDecimal.valueOf(100)).intValueExact();
    }

    /** Whether nothing is left of it in this period. */
    public boolean isUsedUp() {
        return remaining.signum() <= 0;
    }

    /** Silent about the secret. */
    @Override
    public String toString() {
        return "Budget[" + id + "]";
    }
}
