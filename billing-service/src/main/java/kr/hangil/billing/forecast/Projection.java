package kr.hangil.billing.forecast;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the days that are left come to: the same days always project the same.
 *
 * @param method how it was made
 * @param days complete days it goes by
 * @param rest won expected of the days left, the rest of today among them
 * @param margin won that {@code rest} may be off by, either way, four times in five
 */
record Projection(Method method, int days, BigDecimal rest, BigDecimal margin) {

    /** Fewest complete days that a projection goes by: less than a week says nothing of weekends. */
    static final int LEAST_DAYS = 7;

    /** Most of them: four weeks, so that a month of growth does not hide behind a year of rest. */
    static final int MOST_DAYS = 28;

    /** From how many days on the days of the week differ: each was there twice. */
    private static final int WEEKLY_FROM = 14;

    /**
     * Student's t for an interval of 80 % from seven days; with more days it would be smaller, by a ninth at most. Days of one
     * tenant are no independent draws, so what is too wide stays.
     */
    private static final BigDecimal T = new BigDecimal("1.44");

    private static final MathContext PRECISION = MathContext.DECIMAL64;

    /** How days are projected. */
    enum Method {
        /** Every day as the mean of all. */
        DAILY_MEAN,
        /** Every day as the mean of its day of the week. */
        WEEKDAY_MEAN
    }

    /**
     * The projection from {@code today} to the end of its month.
     *
     * @param spent won by day, today included; a day that is not there spent nothing. Its first key is the first day that
     *     counts
     * @return empty while there are fewer than {@value #LEAST_DAYS} complete days
     */
    static Optional<Projection> of(NavigableMap<LocalDate, BigDecimal> spent, LocalDate today) {
        if (spent.isEmpty()) {
            return Optional.empty();
        }
        LocalDate earliest = today.minusDays(MOST_DAYS);
        LocalDate first = spent.firstKey().isBefore(earliest) ? earliest : spent.firstKey();
        int days = Math.toIntExact(Math.max(0, ChronoUnit.DAYS.between(first, today)));
        if (days < LEAST_DAYS) {
            return Optional.empty();
        }
        List<LocalDate> history = first.datesUntil(today).toList();
        Method method = days < WEEKLY_FROM ? Method.DAILY_MEAN : Method.WEEKDAY_MEAN;
        Map<DayOfWeek, BigDecimal> means = means(spent, history, method);
        BigDecimal ofToday = mean(means, today).subtract(amount(spent, today)).max(BigDecimal.ZERO);
        LocalDate end = today.withDayOfMonth(1).plusMonths(1);
        List<LocalDate> left = Stream.iterate(today.plusDays(1), day -> day.isBefore(end), day -> day.plusDays(1))
                .toList();
        BigDecimal rest = left.stream().map(day -> mean(means, day)).reduce(ofToday, BigDecimal::add);
        return Optional.of(new Projection(method, days, rest, margin(spent, history, means, method, left.size() + 1)));
    }

    private static Map<DayOfWeek, BigDecimal> means(
            NavigableMap<LocalDate, BigDecimal> spent, List<LocalDate> history, Method method) {
        Map<DayOfWeek, BigDecimal> means = new EnumMap<>(DayOfWeek.class);
        for (DayOfWeek weekday : DayOfWeek.values()) {
            List<LocalDate> same = history.stream()
                    .filter(day -> method == Method.DAILY_MEAN || day.getDayOfWeek() == weekday)
                    .toList();
            BigDecimal sum = same.stream().map(day -> amount(spent, day)).reduce(BigDecimal.ZERO, BigDecimal::add);
            means.put(weekday, sum.divide(BigDecimal.valueOf(same.size()), PRECISION));
        }
        return means;
    }

    /**
     * That of a sum of {@code left} days whose mean is only known from n: s x sqrt(left + left² / n), where s is how far days
     * strayed from what they would have been projected as.
     */
    private static BigDecimal margin(
            NavigableMap<LocalDate, BigDecimal> spent,
            List<LocalDate> history,
            Map<DayOfWeek, BigDecimal> means,
            Method method,
            int left) {
        BigDecimal squares = history.stream()
                .map(day -> amount(spent, day).subtract(mean(means, day)).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal n = BigDecimal.valueOf(history.size());
        int estimated = method == Method.DAILY_MEAN ? 1 : means.size();
        BigDecimal variance = squares.divide(BigDecimal.valueOf(history.size() - estimated), PRECISION);
        BigDecimal days = BigDecimal.valueOf(left);
        BigDecimal spread = days.add(days.pow(2).divide(n, PRECISION));
        return variance.multiply(spread).sqrt(PRECISION).multiply(T).setScale(9, RoundingMode.HALF_UP);
    }

    private static BigDecimal mean(Map<DayOfWeek, BigDecimal> means, LocalDate day) {
        return means.getOrDefault(day.getDayOfWeek(), BigDecimal.ZERO);
    }

    private static BigDecimal amount(NavigableMap<LocalDate, BigDecimal> spent, LocalDate day) {
        return spent.getOrDefault(day, BigDecimal.ZERO);
    }
}
