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
    private static final int ZERO_RATING_DAYS = 25;

    private final Set<LocalDate> holidays;

    InvoiceCalendar(Set<LocalDate> holidays) {
        this.holidays = Set.copyOf(holidays);
    }

    /** The calendar with the holidays that are configured. */
    static InvoiceCalendar of(InvoiceConfig config) {
        return new InvoiceCalendar(config.holidays().orElse(Set.of()));
    }

    /** 작성 연월일. */
    LocalDate issueDate(YearMonth month) {
        return month.atEndOfMonth();
    }

    /** The last day to issue it. */
    LocalDate dueDate(YearMonth month) {
        return businessDay(month.plusMonths(1).atDay(DUE_DAY));
    }

    /**
     * The last day on which a letter of credit, opened after the supply, makes what {@code month} supplied zero-rated: the 25th
     * day behind its half-year, or the business day that follows (VAT Act decree, Article 31).
     */
    LocalDate zeroRatingDay(YearMonth month) {
        YearMonth half = month.withMonth(month.getMonthValue() <= 6 ? 6 : 12);
        return businessDay(half.atEndOfMonth().plusDays(ZERO_RATING_DAYS));
    }

    /** Days from {@code today} to {@code due}: 0 on the day itself, negative behind it. */
    static long daysLeft(LocalDate today, LocalDate due) {
        return ChronoUnit.DAYS.between(today, due);
    }

    /** {@code day}, or the first business day behind it. */
    private LocalDate businessDay(LocalDate day) {
        LocalDate business = day;
        while (!isBusinessDay(business)) {
            business = business.plusDays(1);
        }
        return business;
    }

    private boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }
}
