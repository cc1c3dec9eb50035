package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;

/**
 * A tenant's credit in all. Won are before VAT.
 *
 * @param grantedWon what was granted and not paid back
 * @param spent what credit paid for
 * @param remaining what credit can still pay for
 * @param overdrawn what was spent on credit that no credit pays for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CreditAccount(Mode mode, long grantedWon, BigDecimal spent, BigDecimal remaining, BigDecimal overdrawn) {

    /** What a tenant may spend. */
    public enum Mode {
        /** Its credit and no more. */
        @JsonProperty("prepaid")
        PREPAID,
        /** Its credit first, and then whatever its budgets allow. */
        @JsonProperty("postpaid")
        POSTPAID
    }

    /** Whether more was spent than credit pays for. */
    public boolean isOverdrawn() {
        return overdrawn.signum() > 0;
    }
}
