package kr.hangil.inference.openai;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Lets in callers with a Keycloak token for this service and the role that a path asks for. Signatures are checked against
 * keys in memory; Keycloak is asked only for keys it has not shown yet.
 */
@Singleton
final class CallerCheck {

    /** May have the model answer, and ask how busy the pod is. */
    static final Set<String> CALLERS = Set.of("inference-caller");

    /** May read what was served. */
    static final Set<String> AUDITORS = Set.of("usage-reader", "platform-operator");

    private static final String CLIENT_CLAIM = "azp";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final IdentityProviderManager identities;

    CallerCheck(IdentityProviderManager identities) {
        this.identities = identities;
    }

    /**
     * The client that calls, if it has one of {@code roles}. Fails with the {@link PlatformException} that says why it may
     * not.
     */
    Uni<String> check(RoutingContext context, Set<String> roles) {
        if (context.request().getHeader(HttpHeaders.AUTHORIZATION) == null) {
            return Uni.createFrom()
                    .failure(new PlatformException(
                            ErrorCode.MISSING_CREDENTIALS, "send a token as 'Authorization: Bearer …'"));
        }
        // The handler would answer by itself, without a body.
        context.remove(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        return QuarkusHttpUser.getSecurityIdentity(context, identities)
                .onFailure()
                .transform(CallerCheck::refusal)
                .map(identity -> client(identity, roles));
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

    private static String client(SecurityIdentity identity, Set<String> roles) {
        if (identity.isAnonymous()) {
            throw new PlatformException(ErrorCode.INVALID_TOKEN, "only tokens of kind Bearer are taken");
        }
        if (roles.stream().noneMatch(identity::hasRole)) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "the token lacks role " + roles.stream().sorted().collect(Collectors.joining("' or '", "'", "'")));
        }
        @Nullable
        Object client = identity.getPrincipal() instanceof JsonWebToken token ? token.getClaim(CLIENT_CLAIM) : null;
        return client == null ? identity.getPrincipal().getName() : client.toString();
    }
}
