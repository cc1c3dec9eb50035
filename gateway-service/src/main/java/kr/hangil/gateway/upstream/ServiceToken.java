package kr.hangil.gateway.upstream;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
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
 * without a request noticing.
 */
@Singleton
public class ServiceToken {

    private static final Logger LOG = Logger.getLogger(ServiceToken.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Shortest remaining life of a token that is still sent. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final OidcClient client;
    private final Clock clock;
    private final AtomicReference<@Nullable Promise<Void>> renewal = new AtomicReference<>();
    private volatile @Nullable Issued current;

    /** @param authorization as the header says it, in bytes, so that a call copies its thousand characters and looks at none */
    private record Issued(CharSequence authorization, Instant renewFrom, Instant goodUntil) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Issued[until " + goodUntil + "]";
        }
    }

    ServiceToken(OidcClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
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
        if (issued == null || !now.isBefore(issued.goodUntil())) {
            return here(renew());
        }
        if (!now.isBefore(issued.renewFrom())) {
            renew().onFailure(e -> LOG.debugf("the service token was not renewed: %s", e.getMessage()));
        }
        return Future.succeededFuture();
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
                .subscribe()
                .with(tokens -> renewed(mine, tokens), failure -> failed(mine, failure));
        return mine.future();
    }

    private void renewed(Promise<Void> mine, Tokens tokens) {
        Instant now = clock.instant();
        Long expiresAt = tokens.getAccessTokenExpiresAt();
        Instant end = expiresAt == null ? now.plus(MARGIN).plus(MARGIN) : Instant.ofEpochSecond(expiresAt);
        Duration life = Duration.between(now, end);
        CharSequence authorization = HttpHeaders.createOptimized("Bearer " + tokens.getAccessToken());
        current = new Issued(authorization, now.plus(life.dividedBy(2)), end.minus(MARGIN));
        renewal.set(null);
        mine.complete();
    }

    private void failed(Promise<Void> mine, Throwable failure) {
        LOG.warnf("no service token from Keycloak: %s", failure.toString());
        renewal.set(null);
        mine.fail(PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                "the gateway cannot authenticate itself to inference pods right now; try again shortly",
                Duration.ofSeconds(2)));
    }
}
