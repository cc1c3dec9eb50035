package kr.hangil.portal.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bar chart over the days of a month, in a box {@link #WIDTH} wide and {@link #HEIGHT} high. Labels are not in it: they
 * are text beside it, so that they keep their size when the box is stretched.
 *
 * @param bars one for each day, left to right
 * @param ceiling value of the upper edge, a round number of at least the greatest value
 */
public record BarChart(List<Bar> bars, BigDecimal ceiling) {

    /** Width of the box in its own units. */
    public static final int WIDTH = 1000;

    /** Height of the box in its own units. */
    public static final int HEIGHT = 100;

    private static final List<BigDecimal> ROUND = Stream.of(
                    "1", "1.2", "1.6", "2", "2.5", "3", "4", "5", "6", "8", "10")
            .map(BigDecimal::new)
            .toList();

    public BarChart {
        bars = List.copyOf(bars);
    }

    /**
     * One day.
     *
     * @param label what it says when pointed at
     * @param x left edge, a decimal
     * @param y upper edge, a decimal
     * @param width a decimal
     * @param height a decimal; 0 for a day without usage
     */
    public record Bar(String label, String x, String y, String width, String height) {}

    /**
     * What a bar stands for.
     *
     * @param value at least 0
     */
    record Value(BigDecimal value, String label) {}

    static BarChart of(List<Value> values) {
        BigDecimal greatest = values.stream().map(Value::value).reduce(BigDecimal.ZERO, BigDecimal::max);
        BigDecimal ceiling = ceiling(greatest);
        BigDecimal slot =
                new BigDecimal(WIDTH).divide(new BigDecimal(Math.max(1, values.size())), 2, RoundingMode.DOWN);
        BigDecimal width = slot.multiply(new BigDecimal("0.72")).setScale(2, RoundingMode.DOWN);
        BigDecimal margin = slot.subtract(width).divide(BigDecimal.TWO, 2, RoundingMode.DOWN);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            BigDecimal height = height(values.get(i).value(), ceiling);
            bars.add(new Bar(
                    values.get(i).label(),
                    slot.multiply(new BigDecimal(i)).add(margin).toPlainString(),
                    new BigDecimal(HEIGHT).subtract(height).toPlainString(),
                    width.toPlainString(),
                    height.toPlainString()));
        }
        return new BarChart(bars, ceiling);
    }

    public BigDecimal half() {
        return ceiling.divide(BigDecimal.TWO, 9, RoundingMode.DOWN).stripTrailingZeros();
    }

    /** A value that is not nothing is at least 1.5 units high, so that it can be seen. */
    private static BigDecimal height(BigDecimal value, BigDecimal ceiling) {
        if (value.signum() <= 0) {
            return BigDecimal.ZERO;
        }
        return value.multiply(new BigDecimal(HEIGHT))
                .divide(ceiling, 2, RoundingMode.HALF_UP)
                .max(new BigDecimal("1.5"));
    }

    /** The least round number times a power of ten that is not below {@code greatest}. */
    private static BigDecimal ceiling(BigDecimal greatest) {
        if (greatest.signum() <= 0) {
            return BigDecimal.ONE;
        }
        int power = greatest.precision() - greatest.scale() - 1;
        BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(power);
        return ROUND.stream()
                .map(unit::multiply)
                .filter(candidate -> candidate.compareTo(greatest) >= 0)
                .findFirst()
                .orElseThrow();
    }
}
