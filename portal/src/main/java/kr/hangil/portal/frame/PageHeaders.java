package kr.hangil.portal.frame;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import kr.hangil.portal.session.SessionService;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What every page's answer says: keep no copy, and over https never come back without it. */
final class PageHeaders {

    private static final String HSTS = "Strict-Transport-Security";

    private final SessionService session;

    PageHeaders(SessionService session) {
        this.session = session;
    }

    @ServerResponseFilter
    public void complete(ContainerRequestContext request, ContainerResponseContext response, RoutingContext context) {
        var headers = response.getHeaders();
        headers.putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        headers.putSingle(HttpHeaders.VARY, "Accept-Language, Cookie, HX-Request");
        headers.putSingle(
                HttpHeaders.CONTENT_LANGUAGE, ViewService.language(context).tag());
        if (context.request().isSSL()) {
            headers.putSingle(HSTS, "max-age=31536000; includeSubDomains");
        }
        if (response.hasEntity()) {
            return;
        }
        switch (response.getStatus()) {
            // The CSRF filter refuses without a word.
            case 400 -> show(400, response, context);
            // Quarkus could not send the visitor to Keycloak.
            case 401 -> show(session.canSignIn() ? 401 : 503, response, context);
            default -> {}
        }
    }

    private static void show(int status, ContainerResponseContext response, RoutingContext context) {
        Response page = ErrorPages.page(context, status);
        response.setStatus(status);
        response.setEntity(page.getEntity(), null, MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
    }
}
