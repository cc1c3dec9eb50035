package kr.hangil.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import kr.hangil.billing.reconciliation.Midnight.Event;
import org.junit.jupiter.api.Test;

/** Each event has as many tokens as its name says, so that sums tell which ones they are of. */
class MidnightTest {

    private final Midnight midnight = new Midnight(events(1, 2), events(4, 8), events(16, 32), events(64, 128));

    @Test
    void shouldCountRequestsOnTheOtherSideOfEitherMidnight() {
        // The pod had them on this day, the gateway on the one before or after: served here and not billed.
        assertThat(midnight.explain(sum(1, 1))).containsExactly("r1");
        assertThat(midnight.explain(sum(2, 1 + 2))).containsExactly("r1", "r2");
        assertThat(midnight.explain(sum(1, 64))).containsExactly("r64");
        // The other way round: billed here and not served.
        assertThat(midnight.explain(sum(-1, -4))).containsExactly("r4");
        assertThat(midnight.explain(sum(-2, -16 - 32))).containsExactly("r16", "r32");
    }

    @Test
    void shouldCountRequestsAtBothMidnightsTogether() {
        assertThat(midnight.explain(sum(2, 1 + 64))).containsExactly("r1", "r64");
        assertThat(midnight.explain(sum(0, 1 - 16))).containsExactly("r1", "r16");
        assertThat(midnight.explain(sum(-2, -4 - 16))).containsExactly("r4", "r16");
    }

    @Test
    void shouldExplainNothingButTheWholeGapByTheNearest() {
        assertThat(midnight.explain(sum(1, 3))).isEmpty();
        assertThat(midnight.explain(sum(2, 1))).isEmpty();
        assertThat(midnight.explain(sum(1, 2)))
                .as("not the nearest to midnight")
                .isEmpty();
        assertThat(midnight.explain(new TokenSum(1, 1, 1, 1)))
                .as("cached tokens count")
                .isEmpty();
        assertThat(midnight.explain(new TokenSum(1, 1, 0, 2)))
                .as("completion tokens count")
                .isEmpty();
    }

    @Test
    void shouldNameTheFewestRequests() {
        // Three requests explain it as well, and are found first.
        Midnight either = new Midnight(events(3, 4), List.of(), events(0), events(7));

        assertThat(either.explain(sum(1, 7))).containsExactly("r7");
    }

    private static TokenSum sum(long requests, long tokens) {
        return new TokenSum(requests, tokens, 0, tokens);
    }

    private static List<Event> events(long... tokens) {
        return Arrays.stream(tokens)
                .mapToObj(count -> new Event("r" + count, sum(1, count)))
                .toList();
    }
}
