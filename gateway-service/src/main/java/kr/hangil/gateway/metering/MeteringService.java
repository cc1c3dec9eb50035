package kr.hangil.gateway.metering;

import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kr.hangil.contracts.usage.UsageData;
import kr.hangil.contracts.usage.UsageEvent;
import kr.hangil.gateway.envelope.Envelope;
import org.jspecify.annotations.Nullable;

/** Writes the usage of requests into the spool: once when they are dispatched, once when they end. */
@ApplicationScoped
public class MeteringService {

    private static final double DEFAULT_BYTES_PER_TOKEN = 4;
    private static final double LEARNING_RATE = 0.05;

    private final UsageSpool spool;
    private final Clock clock;
    private final String source;
    private final Map<String, Double> bytesPerToken = new ConcurrentHashMap<>();

    MeteringService(UsageSpool spool, MeteringConfig config, Clock clock) {
        this.spool = spool;
        this.clock = clock;
        this.source = "/regions/" + config.region() + "/gateways/" + config.gatewayName();
    }

    /** Completes once the attempt is written down; fails with 503 when it cannot be, and then it must not be dispatched. */
    public Future<Void> begin(Metered attempt) {
        return spool.begin(event(
                attempt,
                new Ending(
                        UsageData.Outcome.FAILED,
                        new TokenCounts(0, 0, 0, 0, true),
                        null,
                        null,
                        Math.max(0, attempt.startedAt().until(clock.instant(), ChronoUnit.MILLIS)))));
    }

    /** Completes once the end is written down; only then may the client see it. */
    public Future<Void> end(Metered attempt, Ending ending) {
        if (!ending.counts().estimated() && ending.counts().prompt() > 0) {
            learn(attempt, ending.counts().prompt());
        }
        return spool.end(event(attempt, ending));
    }

    /**
     * What to bill for an answer whose usage the engine never reported.
     *
     * @param deliveries events that carried output, about one per token
     */
    public TokenCounts estimate(Metered attempt, long deliveries) {
        long prompt = deliveries == 0 ? 0 : promptTokens(attempt.envelope());
        return new TokenCounts(prompt, 0, deliveries, 0, true);
    }

    /** About how many tokens the model reads for {@code envelope}, by what its prompts were seen to need; >= 1. */
    public long promptTokens(Envelope envelope) {
        double ratio = bytesPerToken.getOrDefault(envelope.model(), DEFAULT_BYTES_PER_TOKEN);
        return Math.max(1, Math.round(envelope.inputBytes() / ratio));
    }

    /** Keeps a moving mean of input bytes per prompt token, per served model. */
    private void learn(Metered attempt, long promptTokens) {
        double seen = (double) attempt.envelope().inputBytes() / promptTokens;
        bytesPerToken.merge(attempt.envelope().model(), seen, (mean, now) -> mean + LEARNING_RATE * (now - mean));
    }

    private UsageEvent event(Metered attempt, Ending ending) {
        UsageData data = new UsageData(
                attempt.requestId(),
                attempt.caller().tenant(),
                attempt.caller().project(),
                attempt.caller().keyId(),
                attempt.caller().subject(),
                attempt.envelope().operation().wireName(),
                attempt.envelope().model(),
                ending.modelDigest(),
                attempt.route().deployment(),
                attempt.replica().name(),
                attempt.route().region(),
                ending.counts().prompt(),
                ending.counts().cachedPrompt(),
                ending.counts().completion(),
                ending.counts().reasoning(),
                ending.outcome(),
                ending.counts().estimated(),
                attempt.startedAt().truncatedTo(ChronoUnit.MILLIS),
                ending.ttftMillis(),
                ending.durationMillis());
        return UsageEvent.tokens(source, attempt.attempt(), clock.instant().truncatedTo(ChronoUnit.MILLIS), data);
    }

    /** What the model's prompts were seen to need, in bytes of input per token; null before the first. */
    @Nullable
    Double bytesPerToken(String model) {
        return bytesPerToken.get(model);
    }
}
