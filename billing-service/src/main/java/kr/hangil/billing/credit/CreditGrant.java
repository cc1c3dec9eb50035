package kr.hangil.billing.credit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A grant as it stands.
 *
 * @param id its number
 * @param amountWon won before VAT, > 0
 * @param refundedWon won of it that were paid back
 * @param drawn won of it that paid for spending, exact
 * @param priority lower ones pay first
 * @param expiresAt first instant it is no longer there; null for never
 * @param grantedAt when it was granted
 */
record CreditGrant(
        long id,
        long amountWon,
        long refundedWon,
        BigDecimal drawn,
        int priority,
        @Nullable Instant expiresAt,
        Instant grantedAt) {

    /** The order in which grants pay. */
    static final Comparator<CreditGrant> PAYING = Comparator.comparingInt(CreditGrant::priority)
            .thenComparing(CreditGrant::expiry)
            .thenComparingLong(CreditGrant::id);

    /** Won that it can still pay or give back. */
    BigDecimal remaining() {
        return BigDecimal.valueOf(amountWon - refundedWon).subtract(drawn);
    }

    /** {@link #expiresAt}, or an instant after all others. */
    Instant expiry() {
        return expiresAt == null ? Instant.MAX : expiresAt;
    }

    CreditGrant draw(BigDecimal amount) {
        return new CreditGrant(id, amountWon, refundedWon, drawn.add(amount), priority, expiresAt, grantedAt);
    }
}
