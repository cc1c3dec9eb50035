package kr.hangil.stack.quarkus;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * The time at which services are tested: it runs as any other, but was noon of a 15th in Asia/Seoul when this JVM began, so that
 * no test comes near the end of a day, a month or a year, whenever it is run. It is the latest such noon that is over: what has
 * this time lies up to 31 days in the past of every other clock, and never in its future.
 */
public final class Midday {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final int MIDDLE = 15;
    private static final int NOON = 12;

    /** The same for every class loader of this JVM. */
    public static final Clock CLOCK =
            begun(Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));

    private Midday() {}

    /** Now. */
    public static Instant now() {
        return CLOCK.instant();
    }

    /** Today in Asia/Seoul. */
    public static LocalDate today() {
        return LocalDate.ofInstant(now(), SEOUL);
    }

    /** A clock that was at noon of the latest 15th when it was {@code begun} by the system's. */
    static Clock begun(Instant begun) {
        return Clock.offset(Clock.systemUTC(), Duration.between(begun, latestNoon(begun)));
    }

    /** The latest noon of a 15th that is not after {@code instant}. */
    static Instant latestNoon(Instant instant) {
        YearMonth month = YearMonth.from(instant.atZone(SEOUL));
        Instant noon = noon(month);
        return noon.isAfter(instant) ? noon(month.minusMonths(1)) : noon;
    }

    private static Instant noon(YearMonth month) {
        return month.atDay(MIDDLE).atTime(NOON, 0).atZone(SEOUL).toInstant();
    }
}
