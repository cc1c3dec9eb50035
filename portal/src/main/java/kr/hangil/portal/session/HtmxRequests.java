package kr.hangil.portal.session;

import io.quarkus.oidc.JavaScriptRequestChecker;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * A request made by a script cannot follow a redirect to the sign-in page: it is answered 499 and {@code portal.js}
 * loads the page anew.
 */
@ApplicationScoped
class HtmxRequests implements JavaScriptRequestChecker {

    @Override
    public boolean isJavaScriptRequest(RoutingContext context) {
        var headers = context.request().headers();
        return headers.contains("HX-Request") || headers.contains("X-Requested-With");
    }
}
