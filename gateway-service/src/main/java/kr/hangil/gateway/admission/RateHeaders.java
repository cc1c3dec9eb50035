package kr.hangil.gateway.admission;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.List;

/** OpenAI's {@code x-ratelimit-*} headers, of the most constrained limit of each kind. An unlimited kind has none. */
final class RateHeaders {

    private static final Names REQUESTS = Names.of("requests");
    private static final Names TOKENS = Names.of("tokens");

    /** The headers of one kind of limit. */
    private record Names(CharSequence limit, CharSequence remaining, CharSequence reset) {
        static Names of(String kind) {
            return new Names(
                    HttpHeaders.createOptimized("x-ratelimit-limit-" + kind),
                    HttpHeaders.createOptimized("x-ratelimit-remaining-" + kind),
                    HttpHeaders.createOptimized("x-ratelimit-reset-" + kind));
        }
    }

    private RateHeaders() {}

    static void write(MultiMap headers, List<Verdict.Level> levels) {
        write(headers, levels, Quota.Kind.REQUESTS, REQUESTS);
        write(headers, levels, Quota.Kind.TOKENS, TOKENS);
    }

    private static void write(MultiMap headers, List<Verdict.Level> levels, Quota.Kind kind, Names names) {
        Verdict.Level tightest = null;
        for (Verdict.Level level : levels) {
            if (level.quota().kind() == kind && (tightest == null || level.remaining() < tightest.remaining())) {
                tightest = level;
            }
        }
        if (tightest != null) {
            headers.set(names.limit(), Long.toString(tightest.quota().limit()));
            headers.set(names.remaining(), Long.toString(tightest.remaining()));
            headers.set(names.reset(), text(tightest.reset()));
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
