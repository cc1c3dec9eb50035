package kr.hangil.registry.access;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.time.Duration;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.ErrorMappers;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Says in the one error vocabulary why a caller was not let in; an identity provider that is down is no fault of theirs. */
final class SecurityMappers {

    private final ErrorMappers errors = new ErrorMappers();

    @ServerExceptionMapper
    public Response missing(UnauthorizedException e) {
        return challenge(ErrorCode.MISSING_CREDENTIALS, "send a bearer token: 'Authorization: Bearer <token>'");
    }

    @ServerExceptionMapper
    public Response invalid(AuthenticationFailedException e) {
        if (isOutage(e)) {
            return outage(e);
        }
        return challenge(
                ErrorCode.INVALID_TOKEN,
                "the bearer token is not valid here: it must be unexpired, signed by the realm and meant for this service");
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException e) {
        return errors.platform(new PlatformException(
                ErrorCode.PERMISSION_DENIED, "the token is valid, but carries no role that allows this"));
    }

    @ServerExceptionMapper
    public Response outage(OIDCException e) {
        return outage((Throwable) e);
    }

    private Response outage(Throwable e) {
        return errors.platform(PlatformException.retryable(
                ErrorCode.UNAVAILABLE,
                "the identity provider cannot be reached, so no token can be checked; try again",
                Duration.ofSeconds(2)));
    }

    private Response challenge(ErrorCode code, String message) {
        return Response.fromResponse(errors.platform(new PlatformException(code, message)))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static boolean isOutage(@Nullable Throwable e) {
        return e != null && (e instanceof OIDCException || e instanceof ConnectException || isOutage(e.getCause()));
    }
}
