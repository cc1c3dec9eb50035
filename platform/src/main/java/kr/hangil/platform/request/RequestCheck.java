package kr.hangil.platform.request;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses what no resource can do anything with, before one of them fails over it: an address with U+0000 in it, which PostgreSQL
 * has no text with, and an {@code Accept} that is none.
 */
public final class RequestCheck {

    @ServerRequestFilter(preMatching = true, priority = Priorities.AUTHENTICATION - 1)
    public void check(ContainerRequestContext request) {
        checkAddress(request.getUriInfo());
        checkAccept(request);
    }

    private static void checkAddress(UriInfo address) {
        if (!PlainText.isPlain(address.getPath())
                || !address.getQueryParameters().entrySet().stream().allMatch(RequestCheck::isPlain)) {
            throw new PlatformException(ErrorCode.INVALID_REQUEST, "the address " + PlainText.RULE);
        }
    }

    private static boolean isPlain(Map.Entry<String, List<String>> parameter) {
        return PlainText.isPlain(parameter.getKey())
                && parameter.getValue().stream().allMatch(PlainText::isPlain);
    }

    private static void checkAccept(ContainerRequestContext request) {
        try {
            var _ = request.getAcceptableMediaTypes();
        } catch (IllegalArgumentException e) {
            throw PlatformException.at(
                    ErrorCode.INVALID_REQUEST, "accept", "the Accept header must be a list of media types");
        }
    }
}
