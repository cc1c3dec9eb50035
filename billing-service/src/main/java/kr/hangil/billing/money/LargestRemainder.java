package kr.hangil.billing.money;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole won for each line, so that the lines add up to the floor of their exact sum.
 *
 * <p>Hamilton's method: every line gets its floor, and the won still missing go, one each, to the lines that lost most
 * by it; of equal losses the earlier line wins. No line is ever a whole won away from its exact amount.
 */
public final class LargestRemainder {

    private LargestRemainder() {}

    /**
     * Whole won for {@code exact}, in the same order.
     *
     * @throws ArithmeticException when an amount does not fit into a {@code long}
     */
    public static List<Long> apportion(List<BigDecimal> exact) {
        long[] won = exact.stream().mapToLong(WonTotal::floor).toArray();
        BigDecimal sum = exact.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        long missing = WonTotal.floor(sum) - sum(won);
        List<BigDecimal> remainders = IntStream.range(0, won.length)
                .mapToObj(i -> exact.get(i).subtract(BigDecimal.valueOf(won[i])))
                .toList();
        IntStream.range(0, won.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders.get(i)).reversed())
                .limit(missing)
                .forEach(i -> won[i]++);
        return IntStream.range(0, won.length).mapToObj(i -> won[i]).toList();
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum = Math.addExact(sum, value);
        }
        return sum;
    }
}
