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
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;

/**
 * Lets in callers with a Keycloak token for this service and role {@code inference-caller}. Signatures are checked against
 * keys in memory; Keycloak is asked only for keys it has not shown yet.
 */
@Singleton
final class CallerCheck {

    private static final String ROLE = "inference-caller";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final IdentityProviderManager identities;

    CallerCheck(IdentityProviderManager identities) {
        this.identities = identities;
    }

    /** Fails with the {@link PlatformException} that says why the caller may not. */
    Uni<SecurityIdentity> check(RoutingContext context) {
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
                .invoke(CallerCheck::requireRole);
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

    private static void requireRole(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new PlatformException(ErrorCode.INVALID_TOKEN, "only tokens of kind Bearer are taken");
        }
        if (!identity.hasRole(ROLE)) {
            throw new PlatformException(ErrorCode.PERMISSION_DENIED, "the token lacks role '" + ROLE + "'");
        }
    }
}
