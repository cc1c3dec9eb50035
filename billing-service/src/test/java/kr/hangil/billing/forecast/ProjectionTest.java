package kr.hangil.billing.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import kr.hangil.billing.forecast.Projection.Method;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ProjectionTest {

    /** A Tuesday; 20 days of the month are behind it. */
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 10);

    @Test
    void shouldSayNothingBeforeThereIsAWeek() {
        assertThat(Projection.of(new TreeMap<>(), TODAY)).isEmpty();
        assertThat(Projection.of(days(6, day -> 100), TODAY)).isEmpty();
        assertThat(Projection.of(days(7, day -> 100), TODAY)).isPresent();
    }

    @Test
    void shouldProjectEveryDayAsTheMeanWhileThereIsLittleToGoBy() {
        Projection projection = Projection.of(days(10, day -> day.toEpochDay() % 2 == 0 ? 90 : 110), TODAY)
                .orElseThrow();

        assertThat(projection.method()).isEqualTo(Method.DAILY_MEAN);
        assertThat(projection.days()).isEqualTo(10);
        // 20 days and the rest of today, nothing of which is spent yet.
        assertThat(projection.rest()).isEqualByComparingTo("2100");
        // s = sqrt(10 x 10² / 9), 1.44 x s x sqrt(21 + 21² / 10)
        assertThat(projection.margin().doubleValue())
                .isCloseTo(
                        1.44 * Math.sqrt(1000.0 / 9) * Math.sqrt(21 + 44.1), org.assertj.core.data.Offset.offset(1e-6));
    }

    /** Work days 100, weekends nothing: behind the 10th of November 2026 there are 14 work days and the rest of today. */
    @Test
    void shouldKnowTheDaysOfTheWeekOnceEachWasThereTwice() {
        NavigableMap<LocalDate, BigDecimal> spent = days(
                28,
                day -> day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : 100);
        spent.put(TODAY, BigDecimal.valueOf(30));

        Projection projection = Projection.of(spent, TODAY).orElseThrow();

        assertThat(projection.method()).isEqualTo(Method.WEEKDAY_MEAN);
        assertThat(projection.rest()).isEqualByComparingTo("1470");
        assertThat(projection.margin()).isEqualByComparingTo("0");
    }

    @Test
    void shouldForgetWhatIsOlderThanFourWeeks() {
        NavigableMap<LocalDate, BigDecimal> spent = days(60, day -> 1_000_000);
        days(28, day -> 7).forEach(spent::put);

        Projection projection = Projection.of(spent, TODAY).orElseThrow();

        assertThat(projection.days()).isEqualTo(28);
        assertThat(projection.rest()).isEqualByComparingTo("147");
    }

    @Test
    void shouldCountDaysWithoutUsageOnceThereWasSome() {
        NavigableMap<LocalDate, BigDecimal> spent = new TreeMap<>();
        spent.put(TODAY.minusDays(10), BigDecimal.valueOf(100));

        Projection projection = Projection.of(spent, TODAY).orElseThrow();

        assertThat(projection.rest()).isEqualByComparingTo("210");
    }

    @Property(tries = 100)
    void shouldExpectOfSteadyDaysWhatIsLeftOfThemWithoutDoubt(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long won,
            @ForAll @IntRange(min = 7, max = 60) int history,
            @ForAll @IntRange(min = 0, max = 400) int later) {
        LocalDate today = TODAY.plusDays(later);
        NavigableMap<LocalDate, BigDecimal> spent = new TreeMap<>();
        for (int i = 1; i <= history; i++) {
            spent.put(today.minusDays(i), BigDecimal.valueOf(won));
        }
        int left = today.lengthOfMonth() - today.getDayOfMonth() + 1;

        Projection projection = Projection.of(spent, today).orElseThrow();

        assertThat(projection.rest()).isEqualByComparingTo(BigDecimal.valueOf(won * left));
        assertThat(projection.margin()).isEqualByComparingTo("0");
    }

    private static NavigableMap<LocalDate, BigDecimal> days(int count, ToLongFunction<LocalDate> won) {
        NavigableMap<LocalDate, BigDecimal> spent = new TreeMap<>();
        for (int i = 1; i <= count; i++) {
            LocalDate day = TODAY.minusDays(i);
            spent.put(day, BigDecimal.valueOf(won.applyAsLong(day)));
        }
        return spent;
    }
}
