package kr.hangil.gateway.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Charged requests in this process: all there is for a gateway that runs alone. */
final class LocalRepeats implements Repeats {

    private final AdmissionConfig.RepeatConfig config;
    private final Clock clock;
    private final Cache<String, Entry> entries;

    /**
     * What is known of one key; replaced, never changed.
     *
     * @param owner the try that runs; null when none does
     * @param until when it has ended at the latest
     * @param charged id of the request that was charged; null when none was
     */
    private record Entry(
            String request,
            @Nullable String owner,
            Instant until,
            @Nullable String charged,
            Instant chargedAt,
            int repeats) {

        /** Whether another request than {@code mine} runs. */
        boolean isRunning(RepeatClaim mine, Instant now) {
            return owner != null && !mine.hasTry(owner) && now.isBefore(until);
        }
    }

    LocalRepeats(AdmissionConfig.RepeatConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.entries = Caffeine.newBuilder().maximumSize(config.remembered()).build();
    }

    @Override
    public Future<Answer> claim(RepeatClaim claim) {
        return Future.succeededFuture(take(claim));
    }

    Answer take(RepeatClaim claim) {
        Answer[] answer = new Answer[1];
        entries.asMap().compute(name(claim), (name, known) -> {
            Entry fresh = fresh(known);
            answer[0] = answer(fresh, claim);
            return switch (answer[0]) {
                case Answer.First() -> running(claim, null, Instant.EPOCH, 0);
                case Answer.Again(String charged) ->
                    running(
                            claim,
                            charged,
                            fresh == null ? Instant.EPOCH : fresh.chargedAt(),
                            fresh == null ? 1 : fresh.repeats() + 1);
                case Answer.Running running -> fresh;
                case Answer.Other other -> fresh;
                case Answer.Worn worn -> fresh;
            };
        });
        return answer[0];
    }

    private Answer answer(@Nullable Entry known, RepeatClaim claim) {
        Instant now = clock.instant();
        if (known == null || (known.charged() == null && !known.isRunning(claim, now))) {
            return new Answer.First();
        }
        if (!known.request().equals(claim.request())) {
            return new Answer.Other();
        }
        if (known.isRunning(claim, now)) {
            return new Answer.Running(Duration.between(now, known.until()));
        }
        if (known.charged() == null) {
            return new Answer.First();
        }
        return known.repeats() < config.most() ? new Answer.Again(known.charged()) : new Answer.Worn();
    }

    private Entry running(RepeatClaim claim, @Nullable String charged, Instant chargedAt, int repeats) {
        return new Entry(
                claim.request(), claim.owner(), clock.instant().plus(claim.lease()), charged, chargedAt, repeats);
    }

    /** {@code known}, unless it was charged longer ago than is remembered. */
    private @Nullable Entry fresh(@Nullable Entry known) {
        boolean old = known != null
                && known.charged() != null
                && known.chargedAt().plus(config.memory()).isBefore(clock.instant());
        return old ? null : known;
    }

    @Override
    public void settle(RepeatClaim claim, boolean charged) {
        entries.asMap().compute(name(claim), (name, known) -> {
            if (known != null && known.owner() != null && !known.owner().equals(claim.owner())) {
                return known;
            }
            if (charged) {
                return new Entry(claim.request(), null, Instant.EPOCH, claim.requestId(), clock.instant(), 0);
            }
            return known == null || known.charged() == null
                    ? null
                    : new Entry(
                            known.request(), null, Instant.EPOCH, known.charged(), known.chargedAt(), known.repeats());
        });
    }

    private static String name(RepeatClaim claim) {
        return claim.tenant() + "/" + claim.key();
    }
}
