package kr.hangil.billing.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import kr.hangil.billing.reconciliation.Comparison.BilledTo;
import kr.hangil.billing.reconciliation.Comparison.ServedBy;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ComparisonPropertyTest {

    private static final Set<String> GATEWAYS = Set.of("gateway-service");

    /** However requests are spread over pods and events come: the same requests on both sides leave no gap. */
    @Property(tries = 200)
    void shouldFindNoGapBetweenTheSameRequestsInAnyOrder(
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 1_000) Integer> requests, @ForAll long seed) {
        Comparison comparison = compare(requests, requests, seed);

        assertThat(comparison.sides().values())
                .allSatisfy(sides -> assertThat(sides.gap().isNone()).isTrue());
    }

    /** A gap is exactly the request that is missing on one side, and named by which side it is. */
    @Property(tries = 200)
    void shouldFindExactlyTheRequestThatIsMissing(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 1_000) Integer> requests,
            @ForAll boolean served,
            @ForAll long seed) {
        List<Integer> fewer = requests.subList(1, requests.size());
        Comparison comparison = served ? compare(requests, fewer, seed) : compare(fewer, requests, seed);

        List<Comparison.Sides> gaps = comparison.sides().values().stream()
                .filter(sides -> !sides.gap().isNone())
                .toList();
        TokenSum missing = sum(requests.getFirst());
        assertThat(gaps).singleElement().satisfies(sides -> {
            assertThat(sides.gap()).isEqualTo(served ? missing : TokenSum.NONE.minus(missing));
            assertThat(sides.kind())
                    .isEqualTo(served ? Difference.Kind.SERVED_NOT_BILLED : Difference.Kind.BILLED_NOT_SERVED);
        });
    }

    private static Comparison compare(List<Integer> served, List<Integer> billed, long seed) {
        Random random = new Random(seed);
        List<ServedBy> first = new ArrayList<>();
        served.forEach(tokens ->
                first.add(new ServedBy(group(tokens), "gateway-service", new Served(sum(tokens), TokenSum.NONE))));
        List<BilledTo> second = new ArrayList<>();
        billed.forEach(tokens -> second.add(new BilledTo(group(tokens), new Billed(sum(tokens), TokenSum.NONE, 0, 0))));
        Collections.shuffle(first, random);
        Collections.shuffle(second, random);
        return Comparison.of(first, second, GATEWAYS);
    }

    private static Group group(int tokens) {
        return new Group("d" + tokens % 3, "kr-ulsan", "t" + tokens % 5);
    }

    private static TokenSum sum(int tokens) {
        return new TokenSum(1, tokens, tokens / 2, tokens * 3L);
    }
}
