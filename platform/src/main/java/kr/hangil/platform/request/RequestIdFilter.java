package kr.hangil.platform.request;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import kr.hangil.contracts.HangilHeaders;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Gives every request of an internal service its id before anything else sees it.
 *
 * <p>A service behind the gateway keeps the id it was given, so that one id follows a request through every log. The
 * gateway's data plane is not a REST resource and mints its own.
 */
public final class RequestIdFilter {

    private static final String PROPERTY = "kr.hangil.requestId";

    @ServerRequestFilter(preMatching = true, priority = 0)
    public void begin(ContainerRequestContext request) {
        String given = request.getHeaderString(HangilHeaders.REQUEST_ID);
        String id = RequestIds.isAcceptable(given) ? given : RequestIds.mint();
        request.setProperty(PROPERTY, id);
        MDC.put(RequestIds.MDC_KEY, id);
    }

    @ServerResponseFilter
    public void end(ContainerRequestContext request, ContainerResponseContext response) {
        Object id = request.getProperty(PROPERTY);
        if (id != null) {
            response.getHeaders().putSingle(HangilHeaders.REQUEST_ID, id);
        }
    }
}
