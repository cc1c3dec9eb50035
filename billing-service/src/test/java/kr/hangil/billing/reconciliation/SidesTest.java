package kr.hangil.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import kr.hangil.billing.reconciliation.Comparison.Sides;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a gap is taken for. Tokens are {@code prompt/cached/completion}. */
class SidesTest {

    @ParameterizedTest
    @CsvSource({
        // served: told, tokens, estimated | billed: told, tokens, estimated, repeats, unanswered | kind
        "2, 20/5/12, 0, 1, 10/5/6,  0, 0, 0, SERVED_NOT_BILLED",
        "1, 10/5/6,  0, 2, 20/5/12, 0, 0, 0, BILLED_NOT_SERVED",
        "2, 20/5/12, 0, 2, 20/5/13, 0, 0, 0, TOKENS_DIFFER",
        "2, 20/5/12, 0, 1, 10/5/6,  0, 1, 0, REPEAT_NOT_BILLED",
        "3, 30/5/18, 0, 1, 10/5/6,  0, 1, 0, SERVED_NOT_BILLED",
        "2, 20/5/12, 0, 1, 10/5/6,  1, 0, 0, BROKEN_OFF",
        "3, 30/5/18, 0, 1, 10/5/6,  1, 0, 0, SERVED_NOT_BILLED",
        "2, 20/5/12, 0, 1, 10/5/6,  0, 0, 1, BROKEN_OFF",
        "3, 30/5/18, 0, 1, 10/5/6,  0, 0, 1, SERVED_NOT_BILLED",
        "3, 30/5/18, 0, 1, 10/5/6,  0, 1, 1, REPEAT_NOT_BILLED",
        // The pod has the estimate and the gateway the count.
        "1, 10/5/6,  1, 2, 20/5/12, 0, 0, 0, BROKEN_OFF",
        "1, 10/5/6,  1, 3, 30/5/18, 0, 0, 0, BILLED_NOT_SERVED",
        "1, 10/5/6,  1, 2, 20/5/12, 1, 0, 0, BILLED_NOT_SERVED",
        // A request the pod itself only guessed at explains no other one.
        "2, 20/5/12, 1, 1, 10/5/6,  1, 0, 0, SERVED_NOT_BILLED",
        // Repeats and broken answers add tokens on one side: they explain none that are missing there.
        "2, 9/5/12,  0, 1, 10/5/6,  0, 1, 0, SERVED_NOT_BILLED",
        "2, 20/4/12, 0, 1, 10/5/6,  0, 1, 0, SERVED_NOT_BILLED",
        "2, 20/5/5,  0, 1, 10/5/6,  1, 0, 0, SERVED_NOT_BILLED",
        "1, 21/5/6,  1, 2, 20/5/12, 0, 0, 0, BILLED_NOT_SERVED",
        "1, 10/6/6,  1, 2, 20/5/12, 0, 0, 0, BILLED_NOT_SERVED",
        "1, 10/5/13, 1, 2, 20/5/12, 0, 0, 0, BILLED_NOT_SERVED",
    })
    void shouldTakeAGapForWhatItIsAndNothingMoreHarmless(
            long served,
            String servedTokens,
            long servedEstimated,
            long billed,
            String billedTokens,
            long billedEstimated,
            long repeats,
            long unanswered,
            Difference.Kind kind) {
        Sides sides = new Sides(
                new Served(sum(served, servedTokens), estimates(servedEstimated)),
                new Billed(sum(billed, billedTokens), estimates(billedEstimated), repeats, unanswered));

        assertThat(sides.kind()).isEqualTo(kind);
    }

    @Test
    void shouldCompareNoEstimates() {
        Sides sides = new Sides(
                new Served(sum(1, "10/5/6"), sum(2, "99/0/1")), new Billed(sum(1, "10/5/6"), sum(1, "7/0/70"), 0, 0));

        assertThat(sides.gap().isNone()).isTrue();
    }

    private static TokenSum sum(long requests, String tokens) {
        String[] parts = tokens.split("/", 3);
        return new TokenSum(requests, Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    private static TokenSum estimates(long requests) {
        return new TokenSum(requests, requests * 3, 0, requests * 2);
    }
}
