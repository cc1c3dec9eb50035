package kr.hangil.billing.membership;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.ErrorMappers;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Why a caller was not let in, in the one error vocabulary; an identity provider that is down is no fault of theirs. */
final class SecurityMappers {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final ErrorMappers errors = new ErrorMappers();

    @ServerExceptionMapper
    public Response missing(UnauthorizedException e) {
        return challenge(ErrorCode.MISSING_CREDENTIALS, "send a bearer token: 'Authorization: Bearer <token>'");
    }

    @ServerExceptionMapper
    public Response invalid(AuthenticationFailedException e) {
        if (isOutage(e)) {
            return outage();
        }
        return challenge(
                ErrorCode.INVALID_TOKEN,
                "the bearer token is not valid here: it must be unexpired, of this realm and meant for this service");
    }

    @ServerExceptionMapper
    public Response unreachable(OIDCException e) {
        return outage();
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e) {
        return errors.platform(new PlatformException(
                ErrorCode.PERMISSION_DENIED, "the token is valid, but carries no role that allows this"));
    }

    private Response outage() {
        return errors.platform(PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                "the identity provider cannot be reached, so no token can be checked; try again",
                RETRY_AFTER));
    }

    private Response challenge(ErrorCode code, String message) {
        return Response.fromResponse(errors.platform(new PlatformException(code, message)))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static boolean isOutage(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof OIDCException || cause instanceof IOException);
    }
}
