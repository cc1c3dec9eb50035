package kr.hangil.billing.credit;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import kr.hangil.billing.spending.SpendPeriod;

/**
 * A tenant's grants with all its credited spending set against them.
 *
 * @param grants in the order in which they pay
 * @param draws what was set against them just now
 * @param overdrawn won of spending that no grant pays for
 * @param at the instant of this standing: it decides what is expired
 */
record CreditStanding(List<CreditGrant> grants, List<Draw> draws, BigDecimal overdrawn, Instant at) {

    CreditStanding {
        grants = List.copyOf(grants);
        draws = List.copyOf(draws);
    }

    /**
     * Sets spending against grants. A grant pays for spending of the month it was granted in and of later ones, until it
     * has expired.
     *
     * @param grants as they stood
     * @param unsettled won spent and not yet paid by a grant, by month, oldest first
     * @param lateness for how long after its expiry a grant pays
     */
    static CreditStanding settle(
            List<CreditGrant> grants, SortedMap<Instant, BigDecimal> unsettled, Instant now, Duration lateness) {
        List<CreditGrant> standing = new ArrayList<>(grants);
        standing.sort(CreditGrant.PAYING);
        List<Draw> draws = new ArrayList<>();
        BigDecimal overdrawn = BigDecimal.ZERO;
        for (Map.Entry<Instant, BigDecimal> month : unsettled.entrySet()) {
            BigDecimal open = month.getValue();
            Instant end = SpendPeriod.MONTH.end(month.getKey());
            for (int i = 0; i < standing.size() && open.signum() > 0; i++) {
                CreditGrant grant = standing.get(i);
                BigDecimal part = open.min(grant.remaining());
                if (part.signum() > 0 && pays(grant, month.getKey(), end, now, lateness)) {
                    standing.set(i, grant.draw(part));
                    draws.add(new Draw(grant.id(), month.getKey(), part));
                    open = open.subtract(part);
                }
            }
            overdrawn = overdrawn.add(open.max(BigDecimal.ZERO));
        }
        return new CreditStanding(standing, draws, overdrawn, now);
    }

    private static boolean pays(CreditGrant grant, Instant start, Instant end, Instant now, Duration lateness) {
        Instant expiresAt = grant.expiresAt();
        return grant.grantedAt().isBefore(end)
                && (expiresAt == null
                        || (expiresAt.isAfter(start) && expiresAt.plus(lateness).isAfter(now)));
    }

    /** Won that were granted and not paid back. */
    BigDecimal granted() {
        return grants.stream()
                .map(grant -> BigDecimal.valueOf(grant.amountWon() - grant.refundedWon()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Won of grants that are not expired and paid for nothing yet. */
    BigDecimal remaining() {
        return grants.stream()
                .filter(grant -> grant.expiry().isAfter(at))
                .map(CreditGrant::remaining)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Won of all grants that paid for spending. */
    BigDecimal drawn() {
        return grants.stream().map(CreditGrant::drawn).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** @param amount won, > 0, that the grant pays for spending of the month */
    record Draw(long grantId, Instant month, BigDecimal amount) {}
}
