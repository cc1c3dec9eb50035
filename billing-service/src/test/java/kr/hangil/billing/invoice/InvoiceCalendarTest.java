package kr.hangil.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvoiceCalendarTest {

    @ParameterizedTest
    @CsvSource({
        "2026-11, 2026-11-30, 2026-12-10",
        "2026-09, 2026-09-30, 2026-10-12",
        "2026-02, 2026-02-28, 2026-03-10",
        "2026-12, 2026-12-31, 2027-01-12",
        "2028-02, 2028-02-29, 2028-03-10",
    })
    void shouldDateAnInvoiceByItsMonthAndTheNextBusinessDay(YearMonth month, LocalDate issue, LocalDate due) {
        InvoiceCalendar calendar = new InvoiceCalendar(Set.of(LocalDate.of(2027, 1, 11)));

        assertThat(calendar.issueDate(month)).isEqualTo(issue);
        assertThat(calendar.dueDate(month)).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource({"2026-12-01, 9", "2026-12-10, 0", "2026-12-12, -2"})
    void shouldCountTheDaysUpToTheLastOneToIssueIt(LocalDate today, long left) {
        LocalDate due = new InvoiceCalendar(Set.of()).dueDate(YearMonth.of(2026, 11));

        assertThat(InvoiceCalendar.daysLeft(today, due)).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-06, 2026-07-27",
        "2026-01, 2026-07-27",
        "2026-07, 2027-01-26",
        "2026-12, 2027-01-26",
        "2027-12, 2028-01-25"
    })
    void shouldCountALetterOfCreditUntilThe25thDayBehindTheHalfYear(YearMonth month, LocalDate last) {
        InvoiceCalendar calendar = new InvoiceCalendar(Set.of(LocalDate.of(2027, 1, 25)));

        assertThat(calendar.zeroRatingDay(month)).isEqualTo(last);
    }
}
