package kr.hangil.gateway.admission;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Won set aside for one request in each of its budgets. */
record BudgetReservation(@Nullable Budgets budgets, List<Room> rooms, BigDecimal reserved) {

    /** Nothing limits the request's cost. */
    static final BudgetReservation NONE = new BudgetReservation(null, List.of(), BigDecimal.ZERO);

    BudgetReservation {
        rooms = List.copyOf(rooms);
    }

    /** What was set aside becomes {@code actual}. Called once. */
    void settle(BigDecimal actual) {
        if (budgets != null) {
            budgets.settle(rooms, reserved, actual);
        }
    }
}
