package kr.hangil.gateway.admission;

import java.time.Duration;

/**
 * How full one limit is, for its owner to see.
 *
 * @param name whose it is and what is counted, for example {@code tenant requests per minute}
 * @param limit most at once
 * @param remaining what is left now, as far as this gateway has seen
 * @param reset time until all of it is free again
 */
public record LimitReport(String name, long limit, long remaining, Duration reset) {

    static LimitReport of(Verdict.Level level) {
        return new LimitReport(
                level.quota().scope() + " " + level.quota().kind().words(),
                level.quota().limit(),
                level.remaining(),
                level.reset());
    }
}
