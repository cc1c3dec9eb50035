package kr.hangil.portal.billing;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credit that was granted to a tenant. Won are before VAT.
 *
 * @param amountWon what was granted
 * @param refundedWon what of it was paid back
 * @param spent what of it paid for spending
 * @param remaining what of it can still pay; zero once it is expired
 * @param priority lower ones pay first
 * @param expiresAt first instant it is no longer there; null for never
 * @param reference what it is for
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Credit(
        long id,
        long amountWon,
        long refundedWon,
        BigDecimal spent,
        BigDecimal remaining,
        int priority,
        @Nullable Instant expiresAt,
        String reference,
        Instant grantedAt) {

    /** Where it is in its life at {@code now}. */
    public State state(Instant now) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return State.EXPIRED;
        }
        return remaining.signum() > 0 ? State.ACTIVE : State.USED_UP;
    }

    /** Whether it still pays, and if not, why. */
    public enum State {
        ACTIVE,
        EXPIRED,
        USED_UP
    }
}
