package kr.hangil.billing.rollup;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What usage is rolled up over. */
enum RollupPeriod {
    HOUR(ChronoUnit.HOURS),
    DAY(ChronoUnit.DAYS);

    private static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

    private final ChronoUnit unit;

    RollupPeriod(ChronoUnit unit) {
        this.unit = unit;
    }

    /** The name in the database. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first instant of the period that {@code instant} is in. */
    Instant floor(Instant instant) {
        return instant.atZone(ZONE).truncatedTo(unit).toInstant();
    }
}
