package kr.hangil.billing.invoice;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * The dates of a monthly invoice (VAT Act, Article 34③): dated the last day of its month, issued by the tenth of the next,
 * or by the business day that follows.
 */
final class InvoiceCalendar {

    private static final int DUE_DAY = 10;

    private final Set<LocalDate> holidays;

    InvoiceCalendar(Set<LocalDate> holidays) {
        this.holidays = Set.copyOf(holidays);
    }

    /** 작성 연월일. */
    LocalDate issueDate(YearMonth month) {
        return month.atEndOfMonth();
    }

    /** The last day to issue it. */
    LocalDate dueDate(YearMonth month) {
        LocalDate day = month.plusMonths(1).atDay(DUE_DAY);
        while (!isBusinessDay(day)) {
            day = day.plusDays(1);
        }
        return day;
    }

    /** Days from {@code today} to {@code due}: 0 on the day itself, negative behind it. */
    static long daysLeft(LocalDate today, LocalDate due) {
        return ChronoUnit.DAYS.between(today, due);
    }

    private boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }
}
