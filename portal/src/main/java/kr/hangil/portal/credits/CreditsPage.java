package kr.hangil.portal.credits;

import java.time.Instant;
import kr.hangil.contracts.page.Page;
import kr.hangil.portal.billing.Credit;
import kr.hangil.portal.billing.CreditAccount;
import kr.hangil.portal.upstream.Part;

/**
 * What the page of credit shows.
 *
 * @param account credit in all
 * @param credits a page of grants
 * @param first whether {@code credits} is the first page
 * @param now for telling which grants have expired
 */
record CreditsPage(Part<CreditAccount> account, Part<Page<Credit>> credits, boolean first, Instant now) {

    public Credit.State state(Credit credit) {
        return credit.state(now);
    }
}
