package kr.hangil.portal.session;

import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TokenStateManager;
import io.quarkus.oidc.runtime.CodeAuthenticationMechanism;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Keeps the tokens of the authorization-code flow in PostgreSQL and gives the browser a random id for them. */
@ApplicationScoped
@Alternative
@Priority(1)
class DatabaseTokenStateManager implements TokenStateManager {

    /** Set by Quarkus on a request whose tokens were just refreshed; its constant is not public. */
    private static final String REFRESHED = "refresh_token_grant_response";

    /** What the store failed with on this request. */
    private static final String STORE_FAILURE = "kr.hangil.portal.session.store-failure";

    private final SessionRepository sessions;
    private final SessionCipher cipher;
    private final SessionConfig config;
    private final Clock clock;

    DatabaseTokenStateManager(SessionRepository sessions, SessionCipher cipher, SessionConfig config, Clock clock) {
        this.sessions = sessions;
        this.cipher = cipher;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Uni<String> createTokenState(
            RoutingContext context,
            OidcTenantConfig oidc,
            AuthorizationCodeTokens tokens,
            OidcRequestContext<String> request) {
        SessionId id = SessionId.random();
        Instant now = clock.instant();
        byte[] sealed = cipher.encrypt(id, StoredTokens.of(tokens));
        return sessions.insert(id.hash(), sealed, now, now.plusSeconds(secondsToLive(context)))
                .replaceWith(id::cookie);
    }

    @Override
    public Uni<AuthorizationCodeTokens> getTokens(
            RoutingContext context,
            OidcTenantConfig oidc,
            String cookie,
            OidcRequestContext<AuthorizationCodeTokens> request) {
        Optional<SessionId> id = SessionId.parse(cookie);
        if (id.isEmpty()) {
            return Uni.createFrom().failure(new AuthenticationFailedException("not a session id"));
        }
        return sessions.find(id.get().hash(), clock.instant())
                .onFailure()
                .invoke(failure -> context.put(STORE_FAILURE, failure))
                .map(stored -> stored.flatMap(bytes -> cipher.decrypt(id.get(), bytes))
                        .orElseThrow(() -> new AuthenticationFailedException("no such session"))
                        .toTokens());
    }

    @Override
    public Uni<Void> deleteTokens(
            RoutingContext context, OidcTenantConfig oidc, String cookie, OidcRequestContext<Void> request) {
        Throwable outage = context.get(STORE_FAILURE);
        if (outage != null) {
            // Not even tried: a store that wakes up later would carry out the deletion then.
            keepCookie(context);
            return Uni.createFrom().failure(outage);
        }
        return SessionId.parse(cookie)
                .map(id -> end(id, context))
                .orElseGet(() -> Uni.createFrom().voidItem())
                .onFailure()
                .invoke(() -> keepCookie(context));
    }

    private Uni<Void> end(SessionId id, RoutingContext context) {
        if (Boolean.TRUE.equals(context.get(REFRESHED))) {
            // Requests sent together with this one carry the old cookie and must not be asked to sign in.
            return sessions.endBy(id.hash(), clock.instant().plus(config.handover()));
        }
        return sessions.delete(id.hash());
    }

    /** An outage of the store is no reason to sign anyone out: takes back Quarkus' order to delete the cookie. */
    private static void keepCookie(RoutingContext context) {
        context.response().removeCookies(OidcUtils.SESSION_COOKIE_NAME, false);
    }

    private long secondsToLive(RoutingContext context) {
        Long age = context.get(CodeAuthenticationMechanism.SESSION_MAX_AGE_PARAM);
        return age == null ? config.idle().toSeconds() : age;
    }
}
