package kr.hangil.e2e;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Days of Asia/Seoul, by which the platform counts, for tests of the real clock. */
final class SeoulDay {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    private SeoulDay() {}

    static LocalDate today() {
        return LocalDate.now(SEOUL);
    }

    static Instant noon(LocalDate day) {
        return day.atTime(12, 0).atZone(SEOUL).toInstant();
    }

    /** What {@code scene} came to within one day: where midnight came in between it is played again. */
    static <T> T within(Scene<T> scene) throws Exception {
        LocalDate day = today();
        T outcome = scene.play(day);
        return today().equals(day) ? outcome : scene.play(today());
    }

    /** What a test does in the course of a day, without judging it. */
    @FunctionalInterface
    interface Scene<T> {
        T play(LocalDate day) throws Exception;
    }
}
