package kr.hangil.portal.frame;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import kr.hangil.contracts.error.ErrorCode;
import kr.hangil.platform.error.PlatformException;
import org.jboss.resteasy.reactive.RestForm;
import org.jspecify.annotations.Nullable;

/** The language switch: remembered by the browser for a year. */
@Path("/language")
@PermitAll
class LanguageResource {

    static final String COOKIE = "hangil-language";

    private static final Duration REMEMBERED = Duration.ofDays(365);

    @POST
    public Response choose(
            @RestForm @Nullable String language, @RestForm @Nullable String back, RoutingContext context) {
        Language chosen = Language.of(language)
                .orElseThrow(() -> PlatformException.at(
                        ErrorCode.INVALID_REQUEST, "language", "language is 'ko' or 'en', not '" + language + "'"));
        context.response()
                .addCookie(Cookie.cookie(COOKIE, chosen.tag())
                        .setPath("/")
                        .setHttpOnly(true)
                        .setSecure(context.request().isSSL())
                        .setSameSite(CookieSameSite.LAX)
                        .setMaxAge(REMEMBERED.toSeconds()));
        return Response.seeOther(LocalPath.of(back)).build();
    }

    /** Shown when the browser repeats the switch as a page load. */
    @GET
    public Response home() {
        return Response.seeOther(URI.create("/")).build();
    }
}
