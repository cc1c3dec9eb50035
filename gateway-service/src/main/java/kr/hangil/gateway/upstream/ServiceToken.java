package kr.hangil.gateway.upstream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own token for inference pods, renewed at half its life, so that Keycloak may be away for the other half
 * without a request noticing. A gateway that starts while Keycloak is away begins with the one it had.
 */
@Singleton
public class ServiceToken {

    private static final Logger LOG = Logger.getLogger(ServiceToken.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Shortest remaining life of a token that is still sent. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** Between two looks at whether it is time for the next one. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** Between a failure of Keycloak's and the next time a request has it asked. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Age until which a token that a pod refused is not exchanged: the refused one may be the one before it. */
    private static final Duration YOUNG = Duration.ofSeconds(5);

    private final OidcClient client;
    private final KeptToken kept;
    private final Vertx vertx;
    private final Clock clock;
    private final AtomicReference<@Nullable Promise<Void>> renewal = new AtomicReference<>();
    private volatile @Nullable Issued current;
    private volatile Instant nextAsk = Instant.MIN;
    private volatile boolean away;
    private volatile long timer = -1;

    /** @param authorization as the header says it, in bytes, so that a call copies its thousand characters and looks at none */
    private record Issued(CharSequence authorization, Instant since, Instant renewFrom, Instant goodUntil) {

        static Issued of(KeptToken.Content token, Instant since, Instant renewFrom) {
            CharSequence authorization = HttpHeaders.createOptimized("Bearer " + token.token());
            return new Issued(authorization, since, renewFrom, token.end().minus(MARGIN));
        }

        boolean isGood(Instant now) {
            return now.isBefore(goodUntil);
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Issued[until " + goodUntil + "]";
        }
    }

    ServiceToken(OidcClient client, KeptToken kept, Vertx vertx, Clock clock, MeterRegistry metrics) {
        this.client = client;
        this.kept = kept;
        this.vertx = vertx;
        this.clock = clock;
        Gauge.builder("hangil.gateway.service.token.seconds", this::secondsLeft)
                .description("How long the gateway can call inference pods without hearing from Keycloak")
                .register(metrics);
    }

    /** At once, so that the first request need not wait for it. */
    void onStart(@Observes StartupEvent event) {
        renewInTime();
        timer = vertx.setPeriodic(LOOK.toMillis(), ignored -> renewInTime());
    }

    void onStop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void renewInTime() {
        Issued issued = current;
        if (issued == null || !clock.instant().isBefore(issued.renewFrom())) {
            var _ = renew();
        }
    }

    private double secondsLeft() {
        Issued issued = current;
        return issued == null
                ? 0
                : Math.max(
                        0, Duration.between(clock.instant(), issued.goodUntil()).toSeconds());
    }

    /** The {@code Authorization} header with the last token; null before there was one. */
    @Nullable
    CharSequence authorization() {
        Issued issued = current;
        return issued == null ? null : issued.authorization();
    }

    /**
     * Completes when there is a token that is good now; fails with 503 when there is none and Keycloak gives none.
     *
     * <p>Completes on the event loop that asked. On the one that Keycloak's answer came to, the first calls of all loops would open
     * their connections, and each later one over them would go from thread to thread and back.
     */
    Future<Void> ready() {
        Issued issued = current;
        Instant now = clock.instant();
        if (issued != null && issued.isGood(now)) {
            return Future.succeededFuture();
        }
        return now.isBefore(nextAsk) ? Future.failedFuture(unavailable()) : here(renew());
    }

    /**
     * A pod refused the token, as it does when the key that signed it was withdrawn at Keycloak. Completes when another attempt may
     * end otherwise; fails with 503 where there is no token that is good now.
     */
    Future<Void> refused() {
        Issued issued = current;
        if (issued != null && clock.instant().isBefore(issued.since().plus(YOUNG))) {
            return Future.succeededFuture();
        }
        LOG.warn("a pod refused the service token, Keycloak is asked for another");
        return here(renew());
    }

    private static <T> Future<T> here(Future<T> future) {
        Context context = Vertx.currentContext();
        if (context == null) {
            return future;
        }
        Promise<T> here = Promise.promise();
        future.onComplete(result -> context.runOnContext(ignored -> here.handle(result)));
        return here.future();
    }

    private Future<Void> renew() {
        Promise<Void> mine = Promise.promise();
        Promise<Void> running = renewal.compareAndExchange(null, mine);
        if (running != null) {
            return running.future();
        }
        client.getTokens()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .subscribe()
                .with(tokens -> renewed(mine, tokens), failure -> failed(mine, failure));
        return mine.future();
    }

    private void renewed(Promise<Void> mine, Tokens tokens) {
        Instant now = clock.instant();
        Long expiresAt = tokens.getAccessTokenExpiresAt();
        Instant end = expiresAt == null ? now.plus(MARGIN).plus(MARGIN) : Instant.ofEpochSecond(expiresAt);
        KeptToken.Content token = new KeptToken.Content(tokens.getAccessToken(), end);
        current = Issued.of(token, now, now.plus(Duration.between(now, end).dividedBy(2)));
        if (away) {
            away = false;
            LOG.info("Keycloak gives service tokens again");
        }
        renewal.set(null);
        mine.complete();
        kept.write(token);
    }

    private void failed(Promise<Void> mine, Throwable failure) {
        if (!away) {
            away = true;
            LOG.warnf(
                    "no service token from Keycloak, going on with the last one while it lasts: %s",
                    failure.toString());
        }
        Instant now = clock.instant();
        nextAsk = now.plus(PAUSE);
        if (current == null) {
            current = kept.read().map(token -> Issued.of(token, now, now)).orElse(null);
        }
        renewal.set(null);
        Issued issued = current;
        if (issued != null && issued.isGood(now)) {
            mine.complete();
        } else {
            mine.fail(unavailable());
        }
    }

    private static PlatformException unavailable() {
        return PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                "the gateway cannot authenticate itself to inference pods right now; try again shortly",
                Duration.ofSeconds(2));
    }
}
