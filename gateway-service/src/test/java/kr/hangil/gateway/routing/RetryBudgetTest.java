package kr.hangil.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static long takenOf(RetryBudget budget, int retries) {
        return IntStream.range(0, retries).filter(i -> budget.take()).count();
    }

    @Test
    void shouldKeepRetriesAShareOfRequests() {
        RetryBudget budget = new RetryBudget(0.2);
        takenOf(budget, 10);

        IntStream.range(0, 100).forEach(i -> budget.request());

        assertThat(takenOf(budget, 1_000)).isBetween(19L, 20L);
    }

    @Test
    void shouldAllowAFewWhenHardlyAnythingCame() {
        assertThat(takenOf(new RetryBudget(0.2), 100)).isEqualTo(10);
    }

    @Test
    void shouldNotSaveQuietHoursForAStorm() {
        RetryBudget budget = new RetryBudget(0.2);

        IntStream.range(0, 100_000).forEach(i -> budget.request());

        assertThat(takenOf(budget, 1_000)).isEqualTo(100);
    }
}
