package kr.hangil.portal.usage;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kr.hangil.portal.billing.SpendReport;
import kr.hangil.portal.billing.UsageReport;
import kr.hangil.portal.frame.Formats;
import org.jspecify.annotations.Nullable;

/**
 * A month of a tenant.
 *
 * @param month the month, in Asia/Seoul
 * @param days every day of the month, used or not, first to last
 * @param models models that were used, most tokens first
 * @param total the whole month
 * @param unrated requests that wait for a price and are in no amount
 */
public record MonthUsage(YearMonth month, List<Day> days, List<Model> models, Tally total, long unrated) {

    public MonthUsage {
        days = List.copyOf(days);
        models = List.copyOf(models);
    }

    /** A day in Asia/Seoul. */
    public record Day(LocalDate date, Tally tally) {}

    /** A model by its served name, which is empty where the events name none. */
    public record Model(String name, Tally tally) {}

    /** @param spend null where it is not known; amounts are then absent, never zero */
    static MonthUsage of(YearMonth month, UsageReport usage, @Nullable SpendReport spend) {
        Map<LocalDate, Tally> days = new TreeMap<>();
        Map<String, Tally> models = new TreeMap<>();
        Tally total = Tally.NONE;
        long unrated = 0;
        for (UsageReport.Row row : usage.data()) {
            Tally tally = Tally.of(row);
            days.merge(day(row.start()), tally, Tally::plus);
            models.merge(model(row.group()), tally, Tally::plus);
            total = total.plus(tally);
            unrated += row.unrated();
        }
        for (SpendReport.Row row : spend == null ? List.<SpendReport.Row>of() : spend.data()) {
            Tally tally = Tally.of(row);
            days.merge(day(row.start()), tally, Tally::plus);
            models.merge(model(row.group()), tally, Tally::plus);
            total = total.plus(tally);
        }
        return new MonthUsage(month, everyDay(month, days), byTokens(models), total, unrated);
    }

    public boolean isEmpty() {
        return total.requests() == 0;
    }

    /** The days that were used, last to first. */
    public List<Day> usedDays() {
        return days.stream().filter(day -> day.tally().requests() > 0).toList().reversed();
    }

    /** What was used on {@code date}. */
    public Tally on(LocalDate date) {
        return days.stream()
                .filter(day -> day.date().equals(date))
                .map(Day::tally)
                .findFirst()
                .orElse(Tally.NONE);
    }

    private static List<Day> everyDay(YearMonth month, Map<LocalDate, Tally> used) {
        List<Day> days = new ArrayList<>();
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            LocalDate date = month.atDay(day);
            days.add(new Day(date, used.getOrDefault(date, Tally.NONE)));
        }
        return days;
    }

    private static List<Model> byTokens(Map<String, Tally> models) {
        return models.entrySet().stream()
                .map(entry -> new Model(entry.getKey(), entry.getValue()))
                .sorted((one, other) ->
                        Long.compare(other.tally().tokens(), one.tally().tokens()))
                .toList();
    }

    private static LocalDate day(Instant start) {
        return LocalDate.ofInstant(start, Formats.ZONE);
    }

    private static String model(Map<String, @Nullable String> group) {
        String name = group.get("model");
        return name == null ? "" : name;
    }
}
