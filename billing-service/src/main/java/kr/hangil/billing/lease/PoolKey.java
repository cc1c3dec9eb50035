package kr.hangil.billing.lease;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import kr.hangil.billing.spending.SpendPeriod;
import kr.hangil.contracts.budget.BudgetLease;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is of.
 *
 * @param tenant who pays
 * @param budget the hard budget; null for the tenant's credit
 * @param periodStart the period it is of; null for credit
 */
record PoolKey(
        String tenant, @Nullable Long budget, @Nullable Instant periodStart) implements Comparable<PoolKey> {

    private static final Comparator<PoolKey> ORDER = Comparator.comparing(PoolKey::tenant)
            .thenComparing(PoolKey::budget, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(PoolKey::periodStart, Comparator.nullsFirst(Comparator.naturalOrder()));

    static PoolKey credit(String tenant) {
        return new PoolKey(tenant, null, null);
    }

    static PoolKey of(HardBudget budget, Instant now) {
        return new PoolKey(budget.tenant(), budget.id(), budget.period().start(now));
    }

    @Override
    public int compareTo(PoolKey other) {
        return ORDER.compare(this, other);
    }

    /**
     * A budget that holds spending back.
     *
     * @param scopeId the project or key; empty for a tenant's own budget
     */
    record HardBudget(
            long id, String tenant, BudgetLease.Scope scope, String scopeId, SpendPeriod period, BigDecimal limit) {

        boolean limits(String asker, @Nullable String project, @Nullable String keyId) {
            return tenant.equals(asker)
                    && switch (scope) {
                        case TENANT -> true;
                        case PROJECT -> scopeId.equals(project);
                        case KEY -> scopeId.equals(keyId);
                        case CREDIT -> false;
                    };
        }
    }
}
