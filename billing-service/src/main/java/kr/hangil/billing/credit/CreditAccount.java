package kr.hangil.billing.credit;

import kr.hangil.billing.money.ExactWon;

/**
 * A tenant's credit in all.
 *
 * @param mode {@code prepaid} spends credit alone; {@code postpaid} is also a tenant without any
 * @param grantedWon won granted and not paid back
 * @param spent won that credit paid for, a plain decimal
 * @param remaining won that credit can still pay for, a plain decimal
 * @param overdrawn won of credited spending that no credit pays for, a plain decimal
 */
record CreditAccount(
        String tenant, BillingMode mode, long grantedWon, String spent, String remaining, String overdrawn) {

    static CreditAccount of(String tenant, BillingMode mode, CreditStanding standing) {
        return new CreditAccount(
                tenant,
                mode,
                standing.granted().longValueExact(),
                ExactWon.text(standing.drawn()),
                ExactWon.text(standing.remaining()),
                ExactWon.text(standing.overdrawn()));
    }
}
