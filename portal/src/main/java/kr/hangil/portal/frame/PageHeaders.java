package kr.hangil.portal.frame;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What every page's answer says: keep no copy, and over https never come back without it. */
final class PageHeaders {

    private static final String HSTS = "Strict-Transport-Security";

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
        if (response.getStatus() == 400 && !response.hasEntity()) {
            // The CSRF filter refuses without a word.
            Response page = ErrorPages.page(context, 400);
            response.setEntity(page.getEntity(), null, MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"));
        }
    }
}
