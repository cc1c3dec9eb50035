package kr.hangil.billing.spending;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;

/** What spending is counted over. Days and months begin in Asia/Seoul. */
public enum SpendPeriod {
    DAY,
    MONTH;

    /** Where days and months begin. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    /** The name on the wire and in the database. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the periods there are */
    @JsonCreator
    public static SpendPeriod of(String wireName) {
        return switch (wireName) {
            case "day" -> DAY;
            case "month" -> MONTH;
            default -> throw new IllegalArgumentException("unknown period '" + wireName + "', known: day, month");
        };
    }

    /** The first instant of the period that {@code instant} is in. */
    public Instant start(Instant instant) {
        return begin(instant.atZone(ZONE).toLocalDate());
    }

    /** The first instant after the period that {@code instant} is in. */
    public Instant end(Instant instant) {
        LocalDate date = start(instant).atZone(ZONE).toLocalDate();
        return begin(
                switch (this) {
                    case DAY -> date.plusDays(1);
                    case MONTH -> date.plusMonths(1);
                });
    }

    /** The first instant of {@code month}. */
    public static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZONE).toInstant();
    }

    private Instant begin(LocalDate date) {
        LocalDate first = switch (this) {
            case DAY -> date;
            case MONTH -> date.withDayOfMonth(1);
        };
        return first.atStartOfDay(ZONE).toInstant();
    }
}
