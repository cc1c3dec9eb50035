package kr.hangil.gateway.admission;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import kr.hangil.contracts.budget.BudgetLease;
import kr.hangil.contracts.budget.BudgetLease.Period;
import kr.hangil.contracts.budget.BudgetLease.Scope;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/** What this gateway may still spend of one budget in one period. Guarded by {@link Budgets}. */
final class Room {

    private static final BigDecimal LOW = BigDecimal.valueOf(4);

    private BudgetLease last;
    private BigDecimal unused = BigDecimal.ZERO;
    private int reservations;
    private Instant exhaustedAt = Instant.MIN;

    Room(BudgetLease lease) {
        this.last = lease;
    }

    String budget() {
        return last.budget();
    }

    BigDecimal unused() {
        return unused;
    }

    boolean isReserved() {
        return reservations > 0;
    }

    void granted(BudgetLease lease, Instant now) {
        last = lease;
        unused = unused.add(lease.granted());
        if (lease.spent().compareTo(lease.limit()) >= 0) {
            exhaustedAt = now;
        }
    }

    /**
     * Whether a request of {@code estimate} fits. The last of a room goes to one request, whatever it costs: that is the
     * one by which a gateway may go over.
     */
    boolean covers(BigDecimal estimate) {
        return unused.compareTo(estimate) >= 0 || (reservations == 0 && unused.signum() > 0 && isExhausted());
    }

    /** Whether billing had nothing more to grant when it answered last. */
    boolean isExhausted() {
        return last.spent().compareTo(last.limit()) >= 0;
    }

    boolean isLow(BigDecimal estimate) {
        return unused.compareTo(estimate.multiply(LOW)) < 0;
    }

    /** Whether billing said within {@code pause} that nothing is left. */
    boolean isKnownExhausted(Instant now, Duration pause) {
        return now.isBefore(exhaustedAt.plus(pause));
    }

    void reserve(BigDecimal estimate) {
        unused = unused.subtract(estimate);
        reservations++;
    }

    void settle(BigDecimal reserved, BigDecimal actual) {
        unused = unused.add(reserved).subtract(actual);
        reservations--;
    }

    BudgetReport report() {
        return new BudgetReport(
                last.scope().name().toLowerCase(Locale.ROOT),
                last.period().name().toLowerCase(Locale.ROOT),
                last.limit(),
                last.spent(),
                last.resetsAt());
    }

    PlatformException refusal() {
        String whose = last.scope().name().toLowerCase(Locale.ROOT);
        if (last.scope() == Scope.CREDIT) {
            return new PlatformException(
                    ErrorCode.CREDIT_EXHAUSTED,
                    "the tenant's prepaid credit of " + won(last.limit()) + " won is used up (" + won(last.spent())
                            + " won spent or set aside); add credit to go on");
        }
        String period = last.period() == Period.DAY ? "daily" : "monthly";
        return new PlatformException(
                ErrorCode.BUDGET_EXCEEDED,
                "the " + whose + "'s " + period + " budget of " + won(last.limit())
                        + " won has no room for this request (" + won(last.spent())
                        + " won spent or set aside); it resets at " + last.resetsAt());
    }

    /** Nobody can say right now what is left. */
    PlatformException unknown() {
        return PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                "the budget of this caller cannot be confirmed right now; try again shortly",
                Duration.ofSeconds(2));
    }

    private static String won(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}
