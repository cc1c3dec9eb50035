package kr.hangil.billing.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;

/** How time is cut. */
enum Bucket {
    HOUR("1h", "hour", Duration.ofDays(32)),
    DAY("1d", "day", Duration.ofDays(400)),
    MONTH("1mo", "month", Duration.ofDays(3660));

    /** Where days and months begin. */
    static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    private final String wireName;
    private final String unit;
    private final Duration longestRange;

    Bucket(String wireName, String unit, Duration longestRange) {
        this.wireName = wireName;
        this.unit = unit;
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
        ZonedDateTime local = start.atZone(ZONE);
        return switch (this) {
            case HOUR -> local.plusHours(1).toInstant();
            case DAY -> local.plusDays(1).toInstant();
            case MONTH -> local.plusMonths(1).toInstant();
        };
    }

    /** The first instant of the bucket that {@code instant} is in. */
    Instant floor(Instant instant) {
        ZonedDateTime local = instant.atZone(ZONE);
        return switch (this) {
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> local.truncatedTo(ChronoUnit.DAYS).toInstant();
            case MONTH -> monthOf(instant);
        };
    }

    /** The first beginning of a bucket that is not before {@code instant}. */
    Instant ceiling(Instant instant) {
        Instant floor = floor(instant);
        return floor.equals(instant) ? instant : end(floor);
    }

    /** The first instant of the month of Asia/Seoul that {@code now} is in. */
    static Instant monthOf(Instant now) {
        return YearMonth.from(now.atZone(ZONE)).atDay(1).atStartOfDay(ZONE).toInstant();
    }
}
