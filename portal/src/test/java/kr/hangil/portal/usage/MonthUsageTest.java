package kr.hangil.portal.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import kr.hangil.portal.billing.SpendReport;
import kr.hangil.portal.billing.UsageReport;
import org.junit.jupiter.api.Test;

class MonthUsageTest {

    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    // Midnight of the 3rd in Seoul is the 2nd in UTC.
    private static final Instant THIRD = Instant.parse("2026-11-02T15:00:00Z");

    private final UsageReport usage = new UsageReport(List.of(
            new UsageReport.Row(THIRD, Map.of("model", "small"), 2, 10, 4, 5, 3, 0, 0, 0),
            new UsageReport.Row(THIRD, Map.of("model", "large"), 1, 100, 0, 50, 0, 2, 9, 1)));

    @Test
    void shouldCountByDayOfSeoulAndByModel() {
        SpendReport spend = new SpendReport(
                List.of(
                        new SpendReport.Row(THIRD, Map.of("model", "small"), new BigDecimal("0.1")),
                        new SpendReport.Row(THIRD, Map.of("model", "large"), new BigDecimal("0.2"))),
                new BigDecimal("0.3"),
                0,
                0,
                0,
                1);

        MonthUsage month = MonthUsage.of(NOVEMBER, usage, spend);

        assertThat(month.days()).hasSize(30);
        assertThat(month.on(LocalDate.of(2026, 11, 3)))
                .isEqualTo(new Tally(3, 110, 4, 55, 3, 2, 9, new BigDecimal("0.3")));
        assertThat(month.usedDays()).hasSize(1);
        assertThat(month.models()).extracting(MonthUsage.Model::name).containsExactly("large", "small");
        assertThat(month.unrated()).isEqualTo(1);
    }

    @Test
    void shouldLeaveAmountsOutWhenSpendIsNotKnown() {
        MonthUsage month = MonthUsage.of(NOVEMBER, usage, null);

        assertThat(month.total().tokens()).isEqualTo(165);
        assertThat(month.total().spend()).isNull();
    }

    @Test
    void shouldKeepBarsInTheBoxAndNothingInvisible() {
        BarChart chart = BarChart.of(List.of(
                new BarChart.Value(new BigDecimal("223"), "most"),
                new BarChart.Value(new BigDecimal("0.000001"), "least"),
                new BarChart.Value(BigDecimal.ZERO, "none")));

        assertThat(chart.ceiling()).isEqualByComparingTo("250");
        assertThat(chart.bars()).extracting(BarChart.Bar::height).containsExactly("89.20", "1.5", "0");
    }
}
