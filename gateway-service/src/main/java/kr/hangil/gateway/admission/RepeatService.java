package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jspecify.annotations.Nullable;

/** Charges a request that comes again under the same {@code Idempotency-Key} once. Why like this: ADR 12. */
@Singleton
class RepeatService {

    /** A running request is asked after this often, however far its deadline is. */
    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final AdmissionConfig.RepeatConfig config;
    private final Repeats repeats;

    RepeatService(AdmissionConfig config, QuotaService quotas, Clock clock) {
        this.config = config.repeats();
        LocalRepeats local = new LocalRepeats(this.config, clock);
        Optional<RedisLink> redis = quotas.redis();
        this.repeats = redis.isPresent() ? new RedisRepeats(redis.get(), this.config, local) : local;
    }

    /**
     * Room to be charged, once.
     *
     * @param claim null where the request has no key: it is charged
     * @return fails with 409 while the same request runs or when it came too often, with 422 when the key came with
     *     another request
     */
    Future<Repeat> claim(@Nullable RepeatClaim claim) {
        return claim == null
                ? Future.succeededFuture(Repeat.NONE)
                : repeats.claim(claim).compose(answer -> repeat(claim, answer));
    }

    private Future<Repeat> repeat(RepeatClaim claim, Repeats.Answer answer) {
        return switch (answer) {
            case Repeats.Answer.First() ->
                Future.succeededFuture(new Repeat(null, charged -> repeats.settle(claim, charged)));
            case Repeats.Answer.Again(String charged) ->
                Future.succeededFuture(new Repeat(charged, ignored -> repeats.settle(claim, false)));
            case Repeats.Answer.Running(Duration left) ->
                Future.failedFuture(PlatformException.retryable(
                        ErrorCode.CONFLICT,
                        "the same request under this Idempotency-Key is still running; ask again when it has ended",
                        left.compareTo(COME_BACK) < 0 ? left : COME_BACK));
            case Repeats.Answer.Other() ->
                Future.failedFuture(PlatformException.at(
                        ErrorCode.IDEMPOTENCY_MISMATCH,
                        RepeatClaim.HEADER,
                        "this Idempotency-Key came with another request within the last "
                                + config.memory().toHours() + " hours; use a new one"));
            case Repeats.Answer.Worn() ->
                Future.failedFuture(PlatformException.at(
                        ErrorCode.CONFLICT,
                        RepeatClaim.HEADER,
                        "this request was charged and then repeated " + config.most()
                                + " times free of charge, which is the most; to run it once more use a new"
                                + " Idempotency-Key, and it is charged"));
        };
    }
}
