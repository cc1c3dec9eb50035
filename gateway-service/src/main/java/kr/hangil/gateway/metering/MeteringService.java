package kr.hangil.gateway.metering;

import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;

/** Writes the usage of requests into the spool: when they are dispatched, now and then while they stream, when they end. */
@Singleton
public class MeteringService {

    private final UsageSpool spool;
    private final Clock clock;
    private final String source;
    private final TokenEstimates estimates;

    MeteringService(UsageSpool spool, MeteringConfig config, TokenEstimates estimates, Clock clock) {
        this.spool = spool;
        this.estimates = estimates;
        this.clock = clock;
        this.source = config.source();
    }

    /** Completes once the attempt is written down; fails with 503 when it cannot be, and then it must not be dispatched. */
    public Future<Void> begin(Metered attempt) {
        return spool.begin(event(
                attempt,
                new Ending(
                        UsageData.Outcome.FAILED,
                        new TokenCounts(0, 0, 0, 0, true),
                        false,
                        null,
                        null,
                        Math.max(0, attempt.startedAt().until(clock.instant(), ChronoUnit.MILLIS)))));
    }

    /** Notes how {@code attempt} ends if this process does, now that something was delivered. Nobody waits for it. */
    public void progress(Metered attempt, Ending ifWeDie) {
        spool.replace(event(attempt, ifWeDie));
    }

    /** Completes once the end is written down; only then may the client see it. */
    public Future<Void> end(Metered attempt, Ending ending) {
        estimates.learn(attempt.caller().tenant(), attempt.envelope(), ending.counts());
        return spool.end(event(attempt, ending));
    }

    /**
     * What to bill for an answer whose usage the engine never reported.
     *
     * @param deliveries events that carried output, about one per token
     */
    public TokenCounts estimate(Metered attempt, long deliveries) {
        long prompt = deliveries == 0 ? 0 : estimates.prompt(attempt.envelope());
        return new TokenCounts(prompt, 0, deliveries, 0, true);
    }

    private UsageEvent event(Metered attempt, Ending ending) {
        TokenCounts billed = ending.billed();
        UsageData data = new UsageData(
                attempt.requestId(),
                attempt.caller().tenant(),
                attempt.caller().project(),
                attempt.caller().keyId(),
                attempt.caller().subject(),
                attempt.envelope().operation().wireName(),
                attempt.envelope().model(),
                ending.modelDigest(),
                attempt.deployment().name(),
                attempt.replica().name(),
                attempt.deployment().region(),
                billed.prompt(),
                billed.cachedPrompt(),
                billed.completion(),
                billed.reasoning(),
                ending.outcome(),
                billed.estimated(),
                attempt.startedAt().truncatedTo(ChronoUnit.MILLIS),
                ending.ttftMillis(),
                ending.durationMillis());
        return UsageEvent.tokens(source, attempt.attempt(), clock.instant().truncatedTo(ChronoUnit.MILLIS), data);
    }
}
