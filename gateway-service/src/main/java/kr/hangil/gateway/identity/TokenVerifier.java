package kr.hangil.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OIDCException;
import io.quarkus.oidc.TenantIdentityProvider;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import kr.hangil.contracts.Digest;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.identity.KeptKeys;
import kr.hangil.identity.SigningKeys;
import kr.hangil.platform.error.PlatformException;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies Keycloak access tokens through Quarkus OIDC: signature, issuer, audience, expiry.
 *
 * <p>A verified token is remembered by the SHA-256 of all of it until it expires; a prefix or the subject would let one
 * token stand for another. A signing key that Keycloak withdraws takes with it what was remembered. Keycloak is asked only for its key set;
 * where it is away since the start the kept one counts, and a token that it cannot tell costs a 503, never a 401.
 */
@Singleton
public class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);

    /** A key that just appeared cannot be told from one that never was while the key set could not be refreshed. */
    private static final Duration KEY_SET_DOUBT = Duration.ofSeconds(15);

    private final TenantIdentityProvider oidc;
    private final SigningKeys keys;
    private final KeptKeys kept;
    private final IdentityConfig config;
    private final Clock clock;
    private final Cache<Checked, User> verified;
    private volatile @Nullable Instant unreachableAt;

    /**
     * What a token was checked with.
     *
     * @param digest of the whole token
     * @param keys how often Keycloak's had changed before
     */
    private record Checked(String digest, long keys) {}

    TokenVerifier(TenantIdentityProvider oidc, SigningKeys keys, KeptKeys kept, IdentityConfig config, Clock clock) {
        this.oidc = oidc;
        this.keys = keys;
        this.kept = kept;
        this.config = config;
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(config.verifiedTokens())
                .expireAfter(Expiry.creating((Checked token, User user) -> lifetime(user)))
                .build();
    }

    /**
     * The user behind {@code token}.
     *
     * @return fails with {@link ErrorCode#INVALID_TOKEN}, or {@link ErrorCode#UNAVAILABLE} where Keycloak is needed and
     *     does not answer
     */
    public Uni<User> verify(String token) {
        Checked checked = new Checked(sha256(token), keys.changes());
        User known = verified.getIfPresent(checked);
        if (known != null && clock.instant().isBefore(known.expiresAt())) {
            return Uni.createFrom().item(known);
        }
        try {
            Optional<User> user = kept.identify(token).map(TokenVerifier::user);
            if (user.isPresent()) {
                verified.put(checked, user.get());
                return Uni.createFrom().item(user.get());
            }
        } catch (AuthenticationFailedException e) {
            return Uni.createFrom().failure(refusal(e));
        }
        if (failedWithin(config.keycloakBackOff())) {
            return Uni.createFrom().failure(unavailable(null));
        }
        return Uni.createFrom()
                .deferred(() -> oidc.authenticate(new AccessTokenCredential(token)))
                .ifNoItem()
                .after(config.keycloakTimeout())
                .fail()
                .onItem()
                .transform(TokenVerifier::user)
                .invoke(user -> remember(checked, user))
                .onFailure()
                .transform(this::refusal);
    }

    private void remember(Checked checked, User user) {
        if (unreachableAt != null) {
            unreachableAt = null;
            LOG.info("Keycloak answers again");
        }
        verified.put(checked, user);
    }

    private static User user(SecurityIdentity identity) {
        return UserClaims.user((JsonWebToken) identity.getPrincipal());
    }

    private PlatformException refusal(Throwable failure) {
        if (failure instanceof PlatformException known) {
            return known;
        }
        InvalidJwtException invalid = cause(failure, InvalidJwtException.class);
        if (invalid == null && isOutage(failure)) {
            return unavailable(failure);
        }
        if (cause(failure, UnresolvableKeyException.class) != null && failedWithin(KEY_SET_DOUBT)) {
            return unavailable(null);
        }
        return new PlatformException(
                ErrorCode.INVALID_TOKEN, "the access token was refused: " + reason(invalid) + "; sign in again");
    }

    /** Only what cannot come from the token itself: nobody may shut others out by sending a strange one. */
    private static boolean isOutage(Throwable failure) {
        return cause(failure, OIDCException.class) != null
                || cause(failure, IOException.class) != null
                || cause(failure, VertxException.class) != null
                || cause(failure, TimeoutException.class) != null;
    }

    private PlatformException unavailable(@Nullable Throwable failure) {
        String message = "access tokens cannot be verified right now because the identity provider does not answer;"
                + " try again shortly, or use an API key";
        if (failure == null) {
            return PlatformException.retryable(ErrorCode.UNAVAILABLE, message, config.keycloakBackOff());
        }
        if (unreachableAt == null) {
            LOG.warnf("Keycloak does not answer, tokens are refused with 503: %s", failure.toString());
        }
        unreachableAt = clock.instant();
        return PlatformException.retryable(ErrorCode.UNAVAILABLE, message, config.keycloakBackOff());
    }

    private boolean failedWithin(Duration window) {
        Instant at = unreachableAt;
        return at != null && clock.instant().isBefore(at.plus(window));
    }

    private static String reason(@Nullable InvalidJwtException invalid) {
        if (invalid == null) {
            return "it is not a token of this platform";
        }
        if (invalid.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "it has expired";
        }
        if (invalid.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || invalid.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "its audience is not 'gateway-service'";
        }
        if (invalid.hasErrorCode(ErrorCodes.ISSUER_INVALID) || invalid.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "it was issued by someone else";
        }
        if (invalid.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
                || cause(invalid, UnresolvableKeyException.class) != null) {
            return "its signature is not from this platform's identity provider";
        }
        return "it is malformed or incomplete";
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    private Duration lifetime(User user) {
        Duration left = Duration.between(clock.instant(), user.expiresAt());
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String sha256(String token) {
        return Digest.sha256(token.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
