package kr.hangil.gateway.admission;

import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.List;

/** OpenAI's {@code x-ratelimit-*} headers, of the most constrained limit of each kind. An unlimited kind has none. */
final class RateHeaders {

    private RateHeaders() {}

    static void write(MultiMap headers, List<Verdict.Level> levels) {
        write(headers, levels, Quota.Kind.REQUESTS, "requests");
        write(headers, levels, Quota.Kind.TOKENS, "tokens");
    }

    private static void write(MultiMap headers, List<Verdict.Level> levels, Quota.Kind kind, String name) {
        Verdict.Level tightest = null;
        for (Verdict.Level level : levels) {
            if (level.quota().kind() == kind && (tightest == null || level.remaining() < tightest.remaining())) {
                tightest = level;
            }
        }
        if (tightest != null) {
            headers.set(
                    "x-ratelimit-limit-" + name, Long.toString(tightest.quota().limit()));
            headers.set("x-ratelimit-remaining-" + name, Long.toString(tightest.remaining()));
            headers.set("x-ratelimit-reset-" + name, text(tightest.reset()));
        }
    }

    /** As OpenAI writes durations: {@code 6ms}, {@code 12s}, {@code 1m30s}. */
    static String text(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.plusMillis(999).toSeconds();
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
