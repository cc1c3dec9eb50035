package kr.hangil.billing.credit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import kr.hangil.billing.money.ExactWon;
import org.jspecify.annotations.Nullable;

/**
 * A grant, as callers see it.
 *
 * @param id its number
 * @param amountWon won before VAT
 * @param refundedWon won of it that were paid back
 * @param spent won of it that paid for spending, a plain decimal
 * @param remaining won of it that can still pay, a plain decimal; zero once it is expired
 * @param priority lower ones pay first
 * @param reference what it is for
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Credit(
        long id,
        String tenant,
        long amountWon,
        long refundedWon,
        String spent,
        String remaining,
        int priority,
        @Nullable Instant expiresAt,
        String reference,
        Instant grantedAt,
        String grantedBy) {

    static Credit of(String tenant, CreditStore.Entry entry, CreditGrant grant, Instant now) {
        boolean expired = !grant.expiry().isAfter(now);
        return new Credit(
                grant.id(),
                tenant,
                grant.amountWon(),
                grant.refundedWon(),
                ExactWon.text(grant.drawn()),
                ExactWon.text(expired ? BigDecimal.ZERO : grant.remaining()),
                grant.priority(),
                grant.expiresAt(),
                entry.reference(),
                grant.grantedAt(),
                entry.grantedBy());
    }
}
