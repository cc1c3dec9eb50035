package kr.hangil.billing.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Optional;

/** How time is cut. */
enum Bucket {
    HOUR("1h", "hour", Duration.ofHours(1), Duration.ofDays(32)),
    DAY("1d", "day", Period.ofDays(1), Duration.ofDays(400)),
    MONTH("1mo", "month", Period.ofMonths(1), Duration.ofDays(3660));

    /** Where days and months begin. */
    static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    private final String wireName;
    private final String unit;
    private final TemporalAmount length;
    private final Duration longestRange;

    Bucket(String wireName, String unit, TemporalAmount length, Duration longestRange) {
        this.wireName = wireName;
        this.unit = unit;
        this.length = length;
        this.longestRange = longestRange;
    }

    static Optional<Bucket> of(String wireName) {
        return Arrays.stream(values())
                .filter(bucket -> bucket.wireName.equals(wireName))
                .findFirst();
    }

    String wireName() {
        return wireName;
    }

    /** PostgreSQL's name for it. */
    String unit() {
        return unit;
    }

    /** The longest range that may be asked for in such buckets. */
    Duration longestRange() {
        return longestRange;
    }

    /** The end of the bucket that begins at {@code start}. */
    Instant end(Instant start) {
        return start.atZone(ZONE).plus(length).toInstant();
    }

    /** The first instant of the month of Asia/Seoul that {@code now} is in. */
    static Instant monthOf(Instant now) {
        return midnight(YearMonth.from(now.atZone(ZONE)).atDay(1));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }
}
