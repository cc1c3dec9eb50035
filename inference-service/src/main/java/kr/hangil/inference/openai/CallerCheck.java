package kr.hangil.inference.openai;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.identity.KeptKeys;
import kr.hangil.identity.SigningKeys;
import kr.hangil.platform.error.PlatformException;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Lets in callers with a Keycloak token for this service and the role that a path asks for. Signatures are checked against
 * keys in memory; Keycloak is asked only for keys it has not shown yet, and where it has shown none since the start those count that
 * were kept.
 */
@Singleton
final class CallerCheck {

    /** May have the model answer, and ask how busy the pod is. */
    static final Set<String> CALLERS = Set.of("inference-caller");

    /** May read what was served. */
    static final Set<String> AUDITORS = Set.of("usage-reader", "platform-operator");

    private static final String CLIENT_CLAIM = "azp";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final String BEARER = "Bearer ";

    private final IdentityProviderManager identities;
    private final SigningKeys keys;
    private final KeptKeys kept;
    private final KnownTokens known;

    CallerCheck(IdentityProviderManager identities, SigningKeys keys, KeptKeys kept, Clock clock) {
        this.identities = identities;
        this.keys = keys;
        this.kept = kept;
        this.known = new KnownTokens(clock);
    }

    /**
     * The client that calls, if it has one of {@code roles}. Fails with the {@link PlatformException} that says why it may
     * not; on whatever thread, unless the token was known and this is done already.
     */
    Future<String> check(RoutingContext context, Set<String> roles) {
        @Nullable String credential = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (credential == null) {
            return Future.failedFuture(
                    new PlatformException(ErrorCode.MISSING_CREDENTIALS, "send a token as 'Authorization: Bearer …'"));
        }
        KnownTokens.Checked checked = new KnownTokens.Checked(credential, keys.changes());
        KnownTokens.Caller caller = known.find(checked);
        if (caller != null) {
            return permitted(caller, roles);
        }
        try {
            Optional<SecurityIdentity> identity = withKeptKeys(credential);
            if (identity.isPresent()) {
                return permitted(learn(checked, identity.get()), roles);
            }
        } catch (AuthenticationFailedException e) {
            return Future.failedFuture(refusal(e));
        }
        // The handler would answer by itself, without a body.
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        Promise<SecurityIdentity> identified = Promise.promise();
        QuarkusHttpUser.getSecurityIdentity(context, identities)
                .subscribe()
                .with(identified::complete, failure -> identified.fail(refusal(failure)));
        return identified.future().compose(identity -> permitted(learn(checked, identity), roles));
    }

    private Optional<SecurityIdentity> withKeptKeys(String credential) {
        return credential.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? kept.identify(credential.substring(BEARER.length()))
                : Optional.empty();
    }

    private KnownTokens.Caller learn(KnownTokens.Checked checked, SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new PlatformException(ErrorCode.INVALID_TOKEN, "only tokens of kind Bearer are taken");
        }
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            return new KnownTokens.Caller(identity.getPrincipal().getName(), identity.getRoles());
        }
        @Nullable Object client = token.getClaim(CLIENT_CLAIM);
        KnownTokens.Caller caller = new KnownTokens.Caller(
                client == null ? token.getName() : client.toString(), Set.copyOf(identity.getRoles()));
        known.keep(checked, caller, Instant.ofEpochSecond(token.getExpirationTime()));
        return caller;
    }

    private static Future<String> permitted(KnownTokens.Caller caller, Set<String> roles) {
        return roles.stream().anyMatch(caller.roles()::contains)
                ? Future.succeededFuture(caller.client())
                : Future.failedFuture(new PlatformException(
                        ErrorCode.PERMISSION_DENIED,
                        "the token lacks role "
                                + roles.stream().sorted().collect(Collectors.joining("' or '", "'", "'"))));
    }

    private static Throwable refusal(Throwable failure) {
        if (failure instanceof AuthenticationFailedException) {
            return new PlatformException(
                    ErrorCode.INVALID_TOKEN,
                    "the token is not valid here: expired, malformed, or not for this service");
        }
        return PlatformException.retryable(
                ErrorCode.UNAVAILABLE, "the identity provider cannot be asked now", RETRY_AFTER);
    }
}
