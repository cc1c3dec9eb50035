package kr.hangil.gateway.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes moments as {@link Instant#toString()} does, but formats each second of the clock once. */
final class Moments {

    private static final int NANOS_PER_MILLI = 1_000_000;

    private static volatile @Nullable Second last;

    /**
     * A second of the clock.
     *
     * @param epochSecond seconds since the epoch
     * @param text without its zone: {@code 2026-11-24T09:00:00}
     */
    private record Second(long epochSecond, String text) {
        static Second of(long epochSecond) {
            String whole = Instant.ofEpochSecond(epochSecond).toString();
            return new Second(epochSecond, whole.substring(0, whole.length() - 1));
        }
    }

    private Moments() {}

    static String text(Instant at) {
        int nanos = at.getNano();
        if (nanos % NANOS_PER_MILLI != 0) {
            return at.toString();
        }
        String second = second(at.getEpochSecond()).text();
        int millis = nanos / NANOS_PER_MILLI;
        if (millis == 0) {
            return second + "Z";
        }
        return second + (millis < 10 ? ".00" : millis < 100 ? ".0" : ".") + millis + "Z";
    }

    private static Second second(long epochSecond) {
        Second known = last;
        if (known == null || known.epochSecond() != epochSecond) {
            known = Second.of(epochSecond);
            last = known;
        }
        return known;
    }
}
