package kr.hangil.billing.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
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

    /** Of shares; a share a billionth of a won too small goes to no other line. */
    private static final int SHARE_SCALE = 20;

    private LargestRemainder() {}

    /**
     * Whole won for {@code exact}, in the same order.
     *
     * @throws ArithmeticException when an amount does not fit into a {@code long}
     */
    public static List<Long> apportion(List<BigDecimal> exact) {
        return wholes(exact, WonTotal.floor(exact.stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
    }

    private static List<Long> wholes(List<BigDecimal> shares, long total) {
        long[] won = shares.stream().mapToLong(WonTotal::floor).toArray();
        long missing = total - sum(won);
        List<BigDecimal> remainders = IntStream.range(0, won.length)
                .mapToObj(i -> shares.get(i).subtract(BigDecimal.valueOf(won[i])))
                .toList();
        IntStream.range(0, won.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> remainders.get(i)).reversed())
                .limit(missing)
                .forEach(i -> won[i]++);
        return IntStream.range(0, won.length).mapToObj(i -> won[i]).toList();
    }

    /**
     * Whole won that add up to {@code total}, in proportion to {@code exact}: for lines whose exact amounts have VAT in
     * them and whose won have not.
     *
     * @throws ArithmeticException when an amount does not fit into a {@code long}
     */
    public static List<Long> apportion(List<BigDecimal> exact, long total) {
        BigDecimal sum = exact.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        List<BigDecimal> shares = sum.signum() == 0
                ? exact
                : exact.stream()
                        .map(amount ->
                                amount.multiply(BigDecimal.valueOf(total)).divide(sum, SHARE_SCALE, RoundingMode.FLOOR))
                        .toList();
        return wholes(shares, total);
    }

    private static long sum(long[] values) {
        long sum = 0;
        for (long value : values) {
            sum = Math.addExact(sum, value);
        }
        return sum;
    }
}
