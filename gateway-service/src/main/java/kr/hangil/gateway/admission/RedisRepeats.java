package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Charged requests that all gateways know, in Redis. While it does not answer, this gateway goes by what it has charged
 * itself.
 */
final class RedisRepeats implements Repeats {

    private static final Logger LOG = Logger.getLogger(RedisRepeats.class);

    private final RedisLink redis;
    private final AdmissionConfig.RepeatConfig config;
    private final LocalRepeats local;

    RedisRepeats(RedisLink redis, AdmissionConfig.RepeatConfig config, LocalRepeats local) {
        this.redis = redis;
        this.config = config;
        this.local = local;
    }

    @Override
    public Future<Answer> claim(RepeatClaim claim) {
        if (!redis.allows()) {
            return local.claim(claim);
        }
        return redis.ask(
                        RedisScripts.CLAIM_ONCE,
                        List.of(key(claim)),
                        List.of(
                                claim.request(),
                                claim.owner(),
                                Long.toString(claim.lease().toMillis()),
                                memory(),
                                Integer.toString(config.most()),
                                claim.requestId()),
                        // Whatever became of it here, nobody is to wait for it there.
                        () -> tell(claim, false))
                .map(RedisRepeats::answer)
                .otherwise(failure -> local.take(claim));
    }

    private static Answer answer(Response response) {
        String name = response.get(0).toString();
        return switch (name) {
            case "first" -> new Answer.First();
            case "again" -> new Answer.Again(response.get(1).toString());
            case "running" ->
                new Answer.Running(
                        Duration.ofMillis(Long.parseLong(response.get(1).toString())));
            case "other" -> new Answer.Other();
            case "worn" -> new Answer.Worn();
            default -> throw new IllegalStateException("Redis answered '" + name + "'");
        };
    }

    @Override
    public void settle(RepeatClaim claim, boolean charged) {
        local.settle(claim, charged);
        tell(claim, charged);
    }

    private void tell(RepeatClaim claim, boolean charged) {
        redis.tell(
                        RedisScripts.SETTLE_ONCE,
                        List.of(key(claim)),
                        List.of(claim.request(), claim.owner(), memory(), charged ? "1" : "0", claim.requestId()))
                .onFailure(failure -> LOG.debugf("Redis does not know how %s ended", claim.requestId()));
    }

    private String memory() {
        return Long.toString(config.memory().toMillis());
    }

    private static String key(RepeatClaim claim) {
        return "hangil:{" + claim.tenant() + "}:once:" + claim.key();
    }
}
