package kr.hangil.gateway.admission;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Redis that gateways share: it has a fixed time to answer, and is left alone for a while when it does not. */
final class RedisLink {

    private final Vertx vertx;
    private final Redis redis;
    private final AdmissionConfig.RedisConfig config;
    private final CircuitBreaker breaker;
    private final List<Watch> watches = new ArrayList<>();

    /** Hears how Redis does. */
    interface Watch {
        /** @param back whether it had been left alone until now */
        void answered(boolean back);

        /** @param left whether it is left alone from now on */
        void failed(boolean left, Throwable cause);
    }

    RedisLink(Vertx vertx, AdmissionConfig.RedisConfig config, String url, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.breaker = new CircuitBreaker(clock, config.failures(), config.pause());
        this.redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setMaxPoolSize(config.connections())
                        .setMaxPoolWaiting(4_096)
                        .setMaxWaitingHandlers(16_384));
    }

    /** Called before the first question. */
    void watch(Watch watch) {
        watches.add(watch);
    }

    /** Whether to ask now. Who is told so asks. */
    boolean allows() {
        return breaker.allows();
    }

    boolean isAway() {
        return breaker.isOpen();
    }

    void close() {
        redis.close();
    }

    /** A script's answer within the time that Redis has. */
    Future<Response> ask(RedisScripts script, List<String> keys, List<String> arguments) {
        return ask(script, keys, arguments, () -> {});
    }

    /** As above; {@code late} hears that the script ran after nobody waited for it any more. */
    Future<Response> ask(RedisScripts script, List<String> keys, List<String> arguments, Runnable late) {
        Promise<Response> answered = Promise.promise();
        long timer = vertx.setTimer(
                config.timeout().toMillis(),
                ignored ->
                        answered.tryFail("no answer within " + config.timeout().toMillis() + " ms"));
        tell(script, keys, arguments).onComplete(result -> {
            vertx.cancelTimer(timer);
            Response answer = result.result();
            if (answer != null) {
                if (!answered.tryComplete(answer)) {
                    late.run();
                }
            } else {
                answered.tryFail(result.failed() ? result.cause() : new IllegalStateException("an empty answer"));
            }
        });
        return answered.future().onComplete(result -> {
            if (result.succeeded()) {
                boolean back = breaker.succeeded();
                watches.forEach(watch -> watch.answered(back));
            } else {
                boolean left = breaker.failed();
                watches.forEach(watch -> watch.failed(left, result.cause()));
            }
        });
    }

    /** Runs a script whose answer nobody waits for, however long it takes. */
    Future<@Nullable Response> tell(RedisScripts script, List<String> keys, List<String> arguments) {
        return redis.send(call(Command.EVALSHA, script.sha1(), keys, arguments))
                .recover(failure -> String.valueOf(failure.getMessage()).startsWith("NOSCRIPT")
                        ? redis.send(call(Command.EVAL, script.source(), keys, arguments))
                        : Future.failedFuture(failure));
    }

    private static Request call(Command command, String script, List<String> keys, List<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }
}
